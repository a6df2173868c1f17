"""Several employers, opportunities or people's placements at once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, select

from services.employers.domain.employer import Employer
from services.employers.domain.opportunity import Opportunity
from services.employers.domain.placement import Placement
from services.employers.store import employers as employer_store
from services.employers.store import opportunities as opportunity_store
from services.employers.store import placements as placement_store
from services.employers.tables import ContactRow, EmployerRow, OpportunityRow, PlacementRow
from shared.persistence.bulk import in_array
from shared.unit_of_work import UnitOfWork


async def employers(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Employer]:
    rows = await work.session.scalars(select(EmployerRow).where(in_array(col(EmployerRow.id), ids)))
    return {row.id: employer_store.of_row(row) for row in rows}


async def contacts(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Who to speak to at each employer."""
    rows = await work.session.scalars(select(ContactRow).where(in_array(col(ContactRow.employer_id), ids)))
    opened = {
        row.employer_id: work.cipher.decrypt(row.people, column=employer_store.PEOPLE, row=row.employer_id)
        for row in rows
    }
    return {id: orjson.loads(opened[id]) if id in opened else [] for id in ids}


async def opportunities(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Opportunity]:
    rows = await work.session.scalars(select(OpportunityRow).where(in_array(col(OpportunityRow.id), ids)))
    return {row.id: opportunity_store.of_row(row) for row in rows}


async def placements_of(work: UnitOfWork, participants: Sequence[UUID]) -> dict[UUID, list[Placement]]:
    """People's placements with the caller's organisation, in the order they were proposed."""
    rows = await work.session.scalars(
        placement_store.own(work)
        .where(in_array(col(PlacementRow.participant_id), participants))
        .order_by(col(PlacementRow.proposed_on), col(PlacementRow.id))
    )
    found: dict[UUID, list[Placement]] = {participant: [] for participant in participants}
    for row in rows:
        found[row.participant_id].append(placement_store.of_row(work, row))
    return found
