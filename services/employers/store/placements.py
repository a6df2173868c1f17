"""Placements, the sealed reasons why they ended, and their history."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Select, update
from sqlmodel import col, select

from services.employers.domain.employer import EmployerId
from services.employers.domain.opportunity import OpportunityId
from services.employers.domain.placement import EndedBy, Ending, Placement, PlacementId, Status
from services.employers.tables import HistoryRow, PlacementRow
from shared.refusal import ChangedMeanwhile, NotFound
from shared.unit_of_work import UnitOfWork

_BECAUSE = "placement.ended_because"


async def get(work: UnitOfWork, placement_id: UUID) -> Placement:
    """The placement, if it is the caller's own. Raises NotFound."""
    found = await work.session.scalar(own(work).where(col(PlacementRow.id) == placement_id))
    if found is None:
        raise NotFound
    return of_row(work, found)


async def was_offered(work: UnitOfWork, opportunity_id: UUID, participant_id: UUID) -> bool:
    """Whether the caller's organisation proposed this person for this opportunity before."""
    found = await work.session.scalar(
        own(work).where(
            col(PlacementRow.opportunity_id) == opportunity_id,
            col(PlacementRow.participant_id) == participant_id,
        )
    )
    return found is not None


async def add(work: UnitOfWork, placement: Placement) -> None:
    work.session.add(PlacementRow(id=placement.id, **_columns(work, placement)))
    await work.session.flush()
    work.session.add(_history(work, placement, on=placement.proposed_on))


async def save(work: UnitOfWork, placement: Placement, *, on: date) -> None:
    """Store a placement that moved on a day. Raises ChangedMeanwhile, with the state that won, when somebody
    else moved it since it was loaded."""
    done = await work.session.execute(
        update(PlacementRow)
        .where(col(PlacementRow.id) == placement.id, col(PlacementRow.version) == placement.version - 1)
        .values(_columns(work, placement))
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", done).rowcount != 1:
        raise ChangedMeanwhile(state=await _current_status(work, placement.id))
    work.session.add(_history(work, placement, on=on))


async def page(work: UnitOfWork, *, after: UUID, size: int, status: Status | None) -> list[Placement]:
    """The caller's own placements in the order they were proposed, from after an id on."""
    query = own(work).where(col(PlacementRow.id) > after)
    if status is not None:
        query = query.where(col(PlacementRow.status) == status)
    rows = await work.session.scalars(query.order_by(col(PlacementRow.id)).limit(size))
    return [of_row(work, row) for row in rows]


def own(work: UnitOfWork) -> Select[Any]:
    return select(PlacementRow).where(col(PlacementRow.provider) == work.caller.organisation)


async def _current_status(work: UnitOfWork, placement_id: UUID) -> str:
    status = await work.session.scalar(
        select(PlacementRow.status).where(col(PlacementRow.id) == placement_id)
    )
    return status or "not-found"


def _columns(work: UnitOfWork, placement: Placement) -> dict[str, Any]:
    ending = placement.ending
    because = None
    if ending is not None:
        because = work.cipher.encrypt(ending.reason.encode(), column=_BECAUSE, row=placement.id)
    return {
        "opportunity_id": placement.opportunity_id,
        "employer_id": placement.employer_id,
        "enrolment_id": placement.enrolment_id,
        "participant_id": placement.participant_id,
        "provider": placement.provider,
        "kind": placement.kind,
        "proposed_on": placement.proposed_on,
        "recorded_at": placement.recorded_at,
        "status": placement.status.value,
        "started_on": placement.started_on,
        "completed_on": placement.completed_on,
        "hours": placement.hours,
        "ended_on": ending.on if ending else None,
        "ended_by": ending.by.value if ending else None,
        "ended_because": because,
        "version": placement.version,
    }


def of_row(work: UnitOfWork, row: PlacementRow) -> Placement:
    return Placement(
        id=PlacementId(row.id),
        opportunity_id=OpportunityId(row.opportunity_id),
        employer_id=EmployerId(row.employer_id),
        enrolment_id=row.enrolment_id,
        participant_id=row.participant_id,
        provider=row.provider,
        kind=row.kind,
        proposed_on=row.proposed_on,
        recorded_at=row.recorded_at,
        status=Status(row.status),
        started_on=row.started_on,
        completed_on=row.completed_on,
        hours=row.hours,
        ending=_ending(work, row),
        version=row.version,
    )


def _ending(work: UnitOfWork, row: PlacementRow) -> Ending | None:
    if row.ended_on is None or row.ended_by is None or row.ended_because is None:
        return None
    reason = work.cipher.decrypt(row.ended_because, column=_BECAUSE, row=row.id).decode()
    return Ending(row.ended_on, EndedBy(row.ended_by), reason)


def _history(work: UnitOfWork, placement: Placement, *, on: date) -> HistoryRow:
    return HistoryRow(
        placement_id=placement.id,
        version=placement.version,
        provider=placement.provider,
        status=placement.status,
        happened_on=on,
        by=work.caller.subject,
        recorded_at=work.now,
    )
