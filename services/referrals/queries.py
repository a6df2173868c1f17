"""What can be asked about referrals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.referrals import store
from services.referrals.bank_holidays import bank_holidays
from services.referrals.domain.partner import Kind, Partner
from services.referrals.domain.referral import Referral, Status
from services.referrals.domain.referral_counts import Tally, by_source, tally
from services.referrals.programmes import turn_round
from services.referrals.store import referral_counts, several
from services.referrals.store.referral_counts import By
from shared.clock import date_in_wales
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral with who it is about, for the provider that is asked to decide."""

    referral: Referral
    person: dict[str, Any]
    story: dict[str, Any]


async def referral(work: UnitOfWork, referral_id: UUID) -> Referral:
    return await store.get(work, referral_id)


async def referred(work: UnitOfWork, referral_id: UUID, *, purpose: str) -> Referred:
    """A referral with who it is about; that it is read for `purpose` is written down. Raises NotFound."""
    found = await store.get(work, referral_id)
    person, story = await store.open_person(work, referral_id, purpose=purpose)
    return Referred(found, person, story)


async def referrals(
    work: UnitOfWork, *, after: UUID, size: int, status: Status | None, overdue: bool
) -> list[Referral]:
    today: date | None = date_in_wales(work.now) if overdue else None
    return await store.page(work, after=after, size=size, status=status, overdue_on=today)


async def accepted_persons(
    work: UnitOfWork, referral_ids: list[UUID], *, purpose: str
) -> dict[UUID, Referred]:
    """Who was referred, for referrals that were accepted: what registration carries over. Those that are
    not there or not accepted are left out; every reading for `purpose` is written down."""
    found: dict[UUID, Referred] = {}
    for referral_id in referral_ids:
        try:
            known = await store.get(work, referral_id)
        except NotFound:
            continue
        if known.status in (Status.ACCEPTED, Status.REGISTERED):
            person, story = await store.open_person(work, referral_id, purpose=purpose)
            found[referral_id] = Referred(known, person, story)
    return found


async def partners(work: UnitOfWork, *, after: UUID, size: int, kind: Kind | None = None) -> list[Partner]:
    return await store.partners(work, after=after, size=size, kind=kind)


FIRST_YEAR = 2014
"""No referral is older than the programmes are."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the referrals made by a date."""

    total: Tally
    by_source: dict[str, Tally]


async def counted(
    work: UnitOfWork, keys: Sequence[Any], by: By, programme: str, as_of: date
) -> dict[Any, Figures]:
    """Figures for each lot, provider or referrer among `keys`, from the rows that the caller may see.

    Raises UnknownProgramme."""
    days = bank_holidays(FIRST_YEAR, as_of.year)
    known = turn_round(programme).programme
    found = await referral_counts.groups(work, by, keys, programme=known, as_of=as_of, holidays=days)
    return {key: Figures(tally(groups), by_source(groups)) for key, groups in found.items()}


async def referrals_of(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Referral]:
    return await several.referrals(work, ids)


async def partners_of(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Partner]:
    return await several.partners(work, ids)


async def providers_in(work: UnitOfWork, lots: Sequence[str]) -> dict[str, list[Partner]]:
    return await several.providers_in(work, lots)


async def persons_of(
    work: UnitOfWork, ids: Sequence[UUID], purpose: str
) -> dict[UUID, tuple[dict[str, Any], dict[str, Any]]]:
    """Who each referral is about and what was told about them; reading for `purpose` is written down."""
    return await several.open_persons(work, ids, purpose)
