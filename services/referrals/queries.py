"""The read-only answers about referrals and partners."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.referrals.bank_holidays import bank_holidays
from services.referrals.domain.link import Link
from services.referrals.domain.partner import Kind, Partner, PartnerMove
from services.referrals.domain.person import Person
from services.referrals.domain.referral import TAKEN_ON, Referral, ReferralId, ReferralMove, Status
from services.referrals.domain.referral_counts import (
    GroupBy,
    ReferralCounts,
    add_up,
    counts_by_source,
    months_between,
)
from services.referrals.domain.webhook import Delivery, State, Subscription
from services.referrals.programmes import turn_round
from services.referrals.store import history as history_store
from services.referrals.store import links as link_store
from services.referrals.store import partners as partner_store
from services.referrals.store import persons as person_store
from services.referrals.store import referral_counts
from services.referrals.store import referrals as referral_store
from services.referrals.store import webhook_deliveries as delivery_store
from services.referrals.store import webhook_subscriptions as subscription_store
from shared.audit.readings import Shown
from shared.auth import Permitted
from shared.clock import date_in_wales
from shared.contracts.reading import FieldClass
from shared.contracts.vocabulary import ReferralSource
from shared.persistence.single_row import one
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork

FIRST_YEAR: Final = 2014
"""No referral is older than the programmes are."""


@dataclass(frozen=True, slots=True)
class ReferralWithPerson:
    """A referral with who it is about, for the provider that is asked to decide."""

    referral: Referral
    person: Person


@dataclass(frozen=True, slots=True)
class ReferralFigures:
    """What became of the referrals made by a date."""

    total: ReferralCounts
    by_source: dict[str, ReferralCounts]


async def referral(work: UnitOfWork, referral_id: UUID) -> Referral:
    """Raises NotFound."""
    return one(await referrals_by_id(work, [referral_id]))


async def with_person(work: UnitOfWork, found: Referral, *, by: Permitted) -> ReferralWithPerson:
    """Answer who a referral is about; `by` is the permission that was checked. Raises NotFound."""
    return ReferralWithPerson(found, await person_store.read(work, found.id, by=by))


async def referrals(
    work: UnitOfWork, *, after: UUID, limit: int, status: Status | None, overdue: bool, try_again: bool
) -> list[Referral]:
    """List the caller's referrals in the order they were received."""
    today = date_in_wales(work.now)
    found = await referral_store.list_page(
        work,
        after=after,
        limit=limit,
        status=status,
        overdue_on=today if overdue else None,
        try_again_on=today if try_again else None,
    )
    _note(work, found[: limit - 1])  # the one beyond the page is not shown
    return found


async def count_referrals(work: UnitOfWork, *, status: Status | None, overdue: bool, try_again: bool) -> int:
    """Count the caller's referrals."""
    today = date_in_wales(work.now)
    return await referral_store.count(
        work,
        status=status,
        overdue_on=today if overdue else None,
        try_again_on=today if try_again else None,
    )


async def referrals_by_id(
    work: UnitOfWork, ids: Sequence[UUID], by: Permitted | None = None
) -> dict[UUID, Referral]:
    """Answer those of the referrals that the caller may see; `by` is the permission that was checked, where
    it is another one than that of the route."""
    found = await referral_store.get_many(work, ids)
    _note(work, found.values(), by=by)
    missed = [each for each in ids if each not in found]
    work.readings.note_missed([FieldClass.REFERRAL], referrals=missed)
    return found


async def moves(work: UnitOfWork, referral_id: UUID, *, after: int, limit: int) -> list[ReferralMove]:
    """List the moves of a referral that the caller may see. Raises NotFound."""
    await referral(work, referral_id)
    return await history_store.moves(work, referral_id, after=after, limit=limit)


async def accepted_with_persons(
    work: UnitOfWork, ids: Sequence[UUID], *, provider: UUID
) -> dict[UUID, ReferralWithPerson]:
    """Answer who was referred, for those of the referrals that the provider accepted: what registration
    carries over. Nothing of another provider's referral is loaded: to ask for it takes the same work as to
    ask for one that is not there."""
    found = await referral_store.get_many(work, ids, provider=provider)
    accepted = {id: each for id, each in found.items() if each.status in TAKEN_ON | {Status.REGISTERED}}
    persons = await person_store.read_many(work, accepted)
    return {id: ReferralWithPerson(each, persons[id]) for id, each in accepted.items()}


async def persons_by_referral(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Person]:
    """Answer who each referral is about."""
    return await person_store.read_many(work, ids)


async def partners(work: UnitOfWork, *, after: UUID, limit: int, kind: Kind | None = None) -> list[Partner]:
    """List the register of partners."""
    return await partner_store.list_page(work, after=after, limit=limit, kind=kind)


async def count_partners(work: UnitOfWork, *, kind: Kind | None = None) -> int:
    """Count the register of partners."""
    return await partner_store.count(work, kind=kind)


async def partners_by_id(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Partner]:
    """Answer those of the partners that are registered."""
    return await partner_store.get_many(work, ids)


async def partner(work: UnitOfWork, partner_id: UUID) -> Partner:
    """Raises NotFound."""
    return one(await partners_by_id(work, [partner_id]))


async def partner_moves(work: UnitOfWork, partner_id: UUID, *, after: int, limit: int) -> list[PartnerMove]:
    """List what was done to a partner's entry. Raises NotFound."""
    await partner(work, partner_id)
    return await partner_store.moves(work, partner_id, after=after, limit=limit)


async def providers_by_lot(work: UnitOfWork, lots: Sequence[str]) -> dict[str, list[Partner]]:
    """Answer who delivers in each of the lots."""
    return await partner_store.providers_in(work, lots)


async def figures(
    work: UnitOfWork, keys: Sequence[Any], by: GroupBy, programme: str | None, as_of: date
) -> dict[Any, ReferralFigures]:
    """Count for each lot, provider or referrer among `keys`, of one programme or of all, out of the rows that
    the caller may see.

    Raises UnknownProgramme."""
    days = bank_holidays(FIRST_YEAR, as_of.year)
    known = None if programme is None else turn_round(programme).programme
    found = await referral_counts.count_many(work, by, keys, programme=known, as_of=as_of, holidays=days)
    return {
        key: ReferralFigures(add_up(groups), counts_by_source(groups, ReferralSource))
        for key, groups in found.items()
    }


async def link_by_secret(work: UnitOfWork, secret: str) -> Link:
    """Find a link that leads somewhere. Raises NotFound."""
    return await link_store.find(work, secret)


async def conversion(
    work: UnitOfWork, partner_id: UUID, programme: str | None, as_of: date
) -> dict[date, ReferralCounts]:
    """Count what became of the people whom a partner sent, month by month from its first referral on, so that
    it knows how well it does (handbook 4, [4.73]). Raises NotFound."""
    if not work.caller.reaches(partner_id):
        raise NotFound
    await partner(work, partner_id)
    found = await referral_counts.count_by_month(
        work,
        partner_id,
        programme=programme,
        as_of=as_of,
        holidays=bank_holidays(FIRST_YEAR, as_of.year),
    )
    return {month: add_up(found.get(month, ())) for month in months_between(found, as_of)}


def _note(work: UnitOfWork, shown: Iterable[Referral], *, by: Permitted | None = None) -> None:
    """Note that referrals are shown."""
    readings = [Shown(each.provider, referral=each.id) for each in shown]
    work.readings.note([FieldClass.REFERRAL], readings, by=by)


async def note_answered(work: UnitOfWork, referral_id: UUID) -> None:
    """Note that a referral is shown in the answer to a command; one that was redirected was the caller's."""
    found = (await referral_store.get_many(work, [referral_id])).get(ReferralId(referral_id))
    provider = work.caller.organisation if found is None else found.provider
    work.readings.note([FieldClass.REFERRAL], [Shown(provider, referral=referral_id)])


async def subscription(work: UnitOfWork, subscription_id: UUID) -> Subscription:
    """Raises NotFound."""
    return await subscription_store.get(work, subscription_id)


async def subscriptions(work: UnitOfWork, *, after: UUID, limit: int) -> list[Subscription]:
    """List the caller's subscriptions to webhooks, in the order they were made."""
    return await subscription_store.list_page(work, after=after, limit=limit)


async def webhook_log(
    work: UnitOfWork, subscription_id: UUID, *, after: int, limit: int, state: State | None
) -> list[Delivery]:
    """List the deliveries of one of the caller's subscriptions, the newest first. Raises NotFound."""
    found = await subscription_store.get(work, subscription_id)
    return await delivery_store.log(work, found.id, after=after, limit=limit, state=state)
