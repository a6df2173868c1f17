"""What can be asked about employers, opportunities and placements."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.employers.domain.employer import Employer, Engagement
from services.employers.domain.opportunity import Opportunity
from services.employers.domain.placement import Placement, Status
from services.employers.store import employers as employer_store
from services.employers.store import opportunities as opportunity_store
from services.employers.store import placements as placement_store
from shared.clock import date_in_wales
from shared.work import Work


@dataclass(frozen=True, slots=True)
class Introduced:
    """An employer with who to speak to there, for those who do."""

    employer: Employer
    contacts: list[dict[str, Any]]


async def employer(work: Work, employer_id: UUID) -> Employer:
    """Raises NotFound."""
    return await employer_store.get(work, employer_id)


async def introduced(work: Work, employer_id: UUID) -> Introduced:
    """Raises NotFound."""
    found = await employer_store.get(work, employer_id)
    return Introduced(found, await employer_store.contacts(work, employer_id))


async def employers(work: Work, *, after: UUID, size: int, lot: str | None) -> list[Employer]:
    return await employer_store.page(work, after=after, size=size, lot=lot)


async def engagements(work: Work, employer_id: UUID, *, after: UUID, size: int) -> list[Engagement]:
    """Raises NotFound."""
    found = await employer_store.get(work, employer_id)
    return await employer_store.engagements(work, found.id, after=after, size=size)


async def opportunity(work: Work, opportunity_id: UUID) -> Opportunity:
    """Raises NotFound."""
    return await opportunity_store.get(work, opportunity_id)


async def opportunities(
    work: Work, *, after: UUID, size: int, lot: str | None, kind: str | None, is_open: bool | None
) -> list[Opportunity]:
    today = date_in_wales(work.now)
    return await opportunity_store.page(
        work, after=after, size=size, lot=lot, kind=kind, is_open=is_open, today=today
    )


async def placement(work: Work, placement_id: UUID) -> Placement:
    """Raises NotFound."""
    return await placement_store.get(work, placement_id)


async def placements(work: Work, *, after: UUID, size: int, status: Status | None) -> list[Placement]:
    return await placement_store.page(work, after=after, size=size, status=status)
