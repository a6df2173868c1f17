"""The read-only answers about referrals and partners."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.referrals.bank_holidays import bank_holidays
from services.referrals.domain.partner import Kind, Partner
from services.referrals.domain.person import Person
from services.referrals.domain.referral import Referral, Status
from services.referrals.domain.referral_counts import (
    GroupBy,
    ReferralCounts,
    add_up,
    counts_by_source,
)
from services.referrals.programmes import turn_round
from services.referrals.store import partners as partner_store
from services.referrals.store import persons as person_store
from services.referrals.store import referral_counts
from services.referrals.store import referrals as referral_store
from shared.clock import date_in_wales
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
    return await referral_store.get(work, referral_id)


async def with_person(work: UnitOfWork, found: Referral, *, purpose: str) -> ReferralWithPerson:
    """Answer who a referral is about; the reading for `purpose` is recorded. Raises NotFound."""
    return ReferralWithPerson(found, await person_store.read(work, found.id, purpose=purpose))


async def referrals(
    work: UnitOfWork, *, after: UUID, limit: int, status: Status | None, overdue: bool
) -> list[Referral]:
    """List the caller's referrals in the order they were received."""
    today = date_in_wales(work.now) if overdue else None
    return await referral_store.list_page(work, after=after, limit=limit, status=status, overdue_on=today)


async def referrals_by_id(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Referral]:
    """Answer those of the referrals that the caller may see."""
    return await referral_store.get_many(work, ids)


async def accepted_with_persons(
    work: UnitOfWork, ids: Sequence[UUID], *, purpose: str
) -> dict[UUID, ReferralWithPerson]:
    """Answer who was referred, for those of the referrals that were accepted: what registration carries
    over. Every reading for `purpose` is recorded."""
    found = await referral_store.get_many(work, ids)
    accepted = {id: each for id, each in found.items() if each.status in (Status.ACCEPTED, Status.REGISTERED)}
    persons = await person_store.read_many(work, accepted, purpose=purpose)
    return {id: ReferralWithPerson(each, persons[id]) for id, each in accepted.items()}


async def persons_by_referral(work: UnitOfWork, ids: Sequence[UUID], purpose: str) -> dict[UUID, Person]:
    """Answer who each referral is about; every reading for `purpose` is recorded."""
    return await person_store.read_many(work, ids, purpose=purpose)


async def partners(work: UnitOfWork, *, after: UUID, limit: int, kind: Kind | None = None) -> list[Partner]:
    """List the register of partners."""
    return await partner_store.list_page(work, after=after, limit=limit, kind=kind)


async def partners_by_id(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Partner]:
    """Answer those of the partners that are registered."""
    return await partner_store.get_many(work, ids)


async def providers_by_lot(work: UnitOfWork, lots: Sequence[str]) -> dict[str, list[Partner]]:
    """Answer who delivers in each of the lots."""
    return await partner_store.providers_in(work, lots)


async def figures(
    work: UnitOfWork, keys: Sequence[Any], by: GroupBy, programme: str, as_of: date
) -> dict[Any, ReferralFigures]:
    """Count for each lot, provider or referrer among `keys`, out of the rows that the caller may see.

    Raises UnknownProgramme."""
    days = bank_holidays(FIRST_YEAR, as_of.year)
    known = turn_round(programme).programme
    found = await referral_counts.count_many(work, by, keys, programme=known, as_of=as_of, holidays=days)
    return {key: ReferralFigures(add_up(groups), counts_by_source(groups)) for key, groups in found.items()}
