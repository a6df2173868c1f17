"""What can be asked about employers, opportunities and placements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.employers.domain.employer import Employer, Engagement
from services.employers.domain.figures import OpenOpportunities, PlacementCounts
from services.employers.domain.opportunity import Opportunity
from services.employers.domain.placement import Placement, Status
from services.employers.store import employers as employer_store
from services.employers.store import figures as count_store
from services.employers.store import opportunities as opportunity_store
from services.employers.store import placements as placement_store
from services.employers.store import several
from services.employers.store.figures import By
from shared.clock import date_in_wales
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Introduced:
    """An employer with who to speak to there, for those who do."""

    employer: Employer
    contacts: list[dict[str, Any]]


async def employer(work: UnitOfWork, employer_id: UUID) -> Employer:
    """Raises NotFound."""
    return await employer_store.get(work, employer_id)


async def introduced(work: UnitOfWork, employer_id: UUID) -> Introduced:
    """Raises NotFound."""
    found = await employer_store.get(work, employer_id)
    return Introduced(found, await employer_store.contacts(work, employer_id))


async def employers(work: UnitOfWork, *, after: UUID, size: int, lot: str | None) -> list[Employer]:
    return await employer_store.page(work, after=after, size=size, lot=lot)


async def engagements(work: UnitOfWork, employer_id: UUID, *, after: UUID, size: int) -> list[Engagement]:
    """Raises NotFound."""
    found = await employer_store.get(work, employer_id)
    return await employer_store.engagements(work, found.id, after=after, size=size)


async def opportunity(work: UnitOfWork, opportunity_id: UUID) -> Opportunity:
    """Raises NotFound."""
    return await opportunity_store.get(work, opportunity_id)


async def opportunities(
    work: UnitOfWork, *, after: UUID, size: int, lot: str | None, kind: str | None, is_open: bool | None
) -> list[Opportunity]:
    today = date_in_wales(work.now)
    return await opportunity_store.page(
        work, after=after, size=size, lot=lot, kind=kind, is_open=is_open, today=today
    )


async def placement(work: UnitOfWork, placement_id: UUID) -> Placement:
    """Raises NotFound."""
    return await placement_store.get(work, placement_id)


async def placements(work: UnitOfWork, *, after: UUID, size: int, status: Status | None) -> list[Placement]:
    return await placement_store.page(work, after=after, size=size, status=status)


async def on_offer(
    work: UnitOfWork, lots: Sequence[str], today: date
) -> Mapping[str, list[OpenOpportunities]]:
    """Opportunities that somebody can be proposed for today, by lot and kind."""
    return await count_store.on_offer(work, lots, today)


async def placed(
    work: UnitOfWork, keys: Sequence[str], by: By, as_of: date
) -> Mapping[str, list[PlacementCounts]]:
    """Placements by kind, under each of the keys, from the rows that the caller may see."""
    return await count_store.placed(work, by, keys, as_of)


async def employers_of(work: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Employer]:
    return await several.employers(work, ids)


async def contacts_of(work: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, list[dict[str, Any]]]:
    return await several.contacts(work, ids)


async def opportunities_of(work: UnitOfWork, ids: Sequence[UUID]) -> Mapping[UUID, Opportunity]:
    return await several.opportunities(work, ids)


async def placements_of(work: UnitOfWork, participants: Sequence[UUID]) -> Mapping[UUID, list[Placement]]:
    return await several.placements_of(work, participants)
