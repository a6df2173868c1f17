"""What can be asked about referrals."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.referrals import store
from services.referrals.domain.partner import Partner
from services.referrals.domain.referral import Referral, Status
from shared.clock import date_in_wales
from shared.refusal import NotFound
from shared.work import Work


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral with who it is about, for the provider that is asked to decide."""

    referral: Referral
    person: dict[str, Any]
    story: dict[str, Any]


async def referral(work: Work, referral_id: UUID) -> Referral:
    return await store.get(work, referral_id)


async def referred(work: Work, referral_id: UUID) -> Referred:
    """Raises NotFound."""
    found = await store.get(work, referral_id)
    person, story = await store.open_person(work, referral_id)
    return Referred(found, person, story)


async def referrals(
    work: Work, *, after: UUID, size: int, status: Status | None, overdue: bool
) -> list[Referral]:
    today: date | None = date_in_wales(work.now) if overdue else None
    return await store.page(work, after=after, size=size, status=status, overdue_on=today)


async def accepted_persons(work: Work, referral_ids: list[UUID]) -> dict[UUID, Referred]:
    """Who was referred, for referrals that were accepted: what registration carries over. Those that are
    not there or not accepted are left out."""
    found: dict[UUID, Referred] = {}
    for referral_id in referral_ids:
        try:
            known = await store.get(work, referral_id)
        except NotFound:
            continue
        if known.status in (Status.ACCEPTED, Status.REGISTERED):
            person, story = await store.open_person(work, referral_id)
            found[referral_id] = Referred(known, person, story)
    return found


async def partners(work: Work, *, after: UUID, size: int) -> list[Partner]:
    return await store.partners(work, after=after, size=size)
