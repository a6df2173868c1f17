"""The bank of opportunities."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, not_, or_, update
from sqlmodel import col, select

from services.employers.domain.employer import EmployerId
from services.employers.domain.opportunity import CloseReason, Closing, Opportunity, OpportunityId
from services.employers.tables import OpportunityRow
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork


async def get(work: UnitOfWork, opportunity_id: UUID, *, to_change: bool = False) -> Opportunity:
    """An opportunity. `to_change` holds it until the work is done, so that people proposed at the same time
    wait for each other and nobody gets a place that is gone. Raises NotFound."""
    row = await work.session.get(OpportunityRow, opportunity_id, with_for_update=to_change or None)
    if row is None:
        raise NotFound
    return of_row(row)


async def add(work: UnitOfWork, opportunity: Opportunity) -> None:
    work.session.add(OpportunityRow(id=opportunity.id, **_columns(opportunity)))
    await work.session.flush()


async def save(work: UnitOfWork, opportunity: Opportunity) -> None:
    """Store an opportunity that was loaded to be changed."""
    columns = _columns(opportunity)
    if opportunity.closing is not None:
        columns["closed_at"] = work.now
    await work.session.execute(
        update(OpportunityRow)
        .where(col(OpportunityRow.id) == opportunity.id)
        .values(columns)
        .execution_options(synchronize_session=False)
    )


async def page(
    work: UnitOfWork,
    *,
    after: UUID,
    size: int,
    lot: str | None,
    kind: str | None,
    is_open: bool | None,
    today: date,
) -> list[Opportunity]:
    query: Select[Any] = select(OpportunityRow).where(col(OpportunityRow.id) > after)
    if lot is not None:
        query = query.where(col(OpportunityRow.lot) == lot)
    if kind is not None:
        query = query.where(col(OpportunityRow.kind) == kind)
    if is_open is not None:
        query = query.where(_open_on(today) if is_open else not_(_open_on(today)))
    rows = await work.session.scalars(query.order_by(col(OpportunityRow.id)).limit(size))
    return [of_row(row) for row in rows]


def _open_on(today: date) -> ColumnElement[bool]:
    """`Opportunity.is_open`, as a condition."""
    in_time = or_(col(OpportunityRow.closes_on).is_(None), col(OpportunityRow.closes_on) >= today)
    place_left = col(OpportunityRow.filled) < col(OpportunityRow.places)
    return and_(col(OpportunityRow.closed_on).is_(None), in_time, place_left)


def _columns(opportunity: Opportunity) -> dict[str, Any]:
    closing = opportunity.closing
    return {
        "employer_id": opportunity.employer_id,
        "opened_by": opportunity.opened_by,
        "opened_at": opportunity.opened_at,
        "lot": opportunity.lot,
        "kind": opportunity.kind,
        "role": opportunity.role,
        "soc_major_group": opportunity.soc_major_group,
        "places": opportunity.places,
        "filled": opportunity.filled,
        "starts_on": opportunity.starts_on,
        "ends_on": opportunity.ends_on,
        "hours_per_week": opportunity.hours_per_week,
        "requirements": list(opportunity.requirements),
        "ring_fenced": opportunity.ring_fenced,
        "closes_on": opportunity.closes_on,
        "closed_on": closing.on if closing else None,
        "close_reason": closing.reason.value if closing else None,
        "version": opportunity.version,
    }


def of_row(row: OpportunityRow) -> Opportunity:
    closing = None
    if row.closed_on is not None and row.close_reason is not None:
        closing = Closing(row.closed_on, CloseReason(row.close_reason))
    return Opportunity(
        id=OpportunityId(row.id),
        employer_id=EmployerId(row.employer_id),
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        lot=row.lot,
        kind=row.kind,
        role=row.role,
        soc_major_group=row.soc_major_group,
        places=row.places,
        filled=row.filled,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        hours_per_week=row.hours_per_week,
        requirements=tuple(row.requirements),
        ring_fenced=row.ring_fenced,
        closes_on=row.closes_on,
        closing=closing,
        version=row.version,
    )
