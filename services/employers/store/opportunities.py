"""Stores the bank of opportunities."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, not_, or_
from sqlmodel import col, select

from services.employers.domain.employer import EmployerId
from services.employers.domain.opportunity import CloseReason, Closing, Opportunity, OpportunityId
from services.employers.tables import OpportunityRow
from shared.persistence.bulk import in_array, insert_many, update_many
from shared.persistence.row_count import count_rows
from shared.persistence.single_row import one
from shared.unit_of_work import UnitOfWork


async def get(work: UnitOfWork, opportunity_id: UUID) -> Opportunity:
    """Load an opportunity. Raises NotFound."""
    return one(await get_many(work, [opportunity_id]))


async def lock(work: UnitOfWork, opportunity_id: UUID) -> Opportunity:
    """Load an opportunity and lock it until the work is done: people proposed at the same time wait for each
    other, and nobody gets a place that is gone. Raises NotFound."""
    return one(await get_many(work, [opportunity_id], lock=True))


async def get_many(work: UnitOfWork, ids: Collection[UUID], *, lock: bool = False) -> dict[UUID, Opportunity]:
    """Load those of the opportunities that are in the bank, by id."""
    query: Select[Any] = select(OpportunityRow).where(in_array(col(OpportunityRow.id), ids))
    if lock:
        query = query.order_by(col(OpportunityRow.id)).with_for_update()
    rows = await work.session.scalars(query, execution_options={"populate_existing": lock})
    return {row.id: _opportunity(row) for row in rows}


async def list_page(
    work: UnitOfWork,
    *,
    after: UUID,
    limit: int,
    lot: str | None,
    kind: str | None,
    is_open: bool | None,
    today: date,
) -> list[Opportunity]:
    """List opportunities in the order they were opened, from after an id on."""
    query = _listed(lot, kind, is_open, today).where(col(OpportunityRow.id) > after)
    rows = await work.session.scalars(query.order_by(col(OpportunityRow.id)).limit(limit))
    return [_opportunity(row) for row in rows]


async def count(
    work: UnitOfWork, *, lot: str | None, kind: str | None, is_open: bool | None, today: date
) -> int:
    """Count the opportunities of the list."""
    return await count_rows(work.session, _listed(lot, kind, is_open, today))


def _listed(lot: str | None, kind: str | None, is_open: bool | None, today: date) -> Select[Any]:
    query: Select[Any] = select(OpportunityRow)
    if lot is not None:
        query = query.where(col(OpportunityRow.lot) == lot)
    if kind is not None:
        query = query.where(col(OpportunityRow.kind) == kind)
    if is_open is not None:
        query = query.where(_is_open(today) if is_open else not_(_is_open(today)))
    return query


async def open_ones(work: UnitOfWork, today: date) -> list[Opportunity]:
    """List all opportunities that somebody can be proposed for today."""
    rows = await work.session.scalars(
        select(OpportunityRow).where(_is_open(today)).order_by(col(OpportunityRow.id))
    )
    return [_opportunity(row) for row in rows]


async def add(work: UnitOfWork, opportunity: Opportunity) -> None:
    """Store a new opportunity."""
    await insert_many(await work.connection(), OpportunityRow, [_columns(opportunity)])


async def save(work: UnitOfWork, opportunity: Opportunity) -> None:
    """Store an opportunity that was locked."""
    await update_many(await work.connection(), OpportunityRow, [_columns(opportunity)])


def _is_open(today: date) -> ColumnElement[bool]:
    """Write `Opportunity.is_open` as a condition."""
    in_time = or_(col(OpportunityRow.closes_on).is_(None), col(OpportunityRow.closes_on) >= today)
    place_left = col(OpportunityRow.filled) < col(OpportunityRow.places)
    return and_(col(OpportunityRow.closed_on).is_(None), in_time, place_left)


def _columns(opportunity: Opportunity) -> dict[str, Any]:
    closing = opportunity.closing
    return {
        "id": opportunity.id,
        "employer_id": opportunity.employer_id,
        "opened_by": opportunity.opened_by,
        "opened_at": opportunity.opened_at,
        "lot": opportunity.lot,
        "kind": opportunity.kind,
        "role": opportunity.role,
        "soc_group": opportunity.soc_group,
        "places": opportunity.places,
        "filled": opportunity.filled,
        "starts_on": opportunity.starts_on,
        "ends_on": opportunity.ends_on,
        "hours_per_week": opportunity.hours_per_week,
        "site": opportunity.site,
        "hours_patterns": opportunity.hours_patterns,
        "certificates": opportunity.certificates,
        "legal_requirements": opportunity.legal_requirements,
        "needs_driver": opportunity.needs_driver,
        "interests": opportunity.interests,
        "requirements": opportunity.requirements,
        "ring_fenced": opportunity.ring_fenced,
        "closes_on": opportunity.closes_on,
        "closed_on": closing.on if closing else None,
        "close_reason": closing.reason.value if closing else None,
        "closed_at": closing.recorded_at if closing else None,
        "version": opportunity.version,
    }


def _opportunity(row: OpportunityRow) -> Opportunity:
    closing = None
    if row.closed_on is not None and row.close_reason is not None and row.closed_at is not None:
        closing = Closing(row.closed_on, CloseReason(row.close_reason), row.closed_at)
    return Opportunity(
        id=OpportunityId(row.id),
        employer_id=EmployerId(row.employer_id),
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        lot=row.lot,
        kind=row.kind,
        role=row.role,
        soc_group=row.soc_group,
        places=row.places,
        filled=row.filled,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        hours_per_week=row.hours_per_week,
        site=row.site,
        hours_patterns=tuple(row.hours_patterns),
        certificates=tuple(row.certificates),
        legal_requirements=tuple(row.legal_requirements),
        needs_driver=row.needs_driver,
        interests=tuple(row.interests),
        requirements=tuple(row.requirements),
        ring_fenced=row.ring_fenced,
        closes_on=row.closes_on,
        closing=closing,
        version=row.version,
    )
