"""Stores placements as they stand; every move is recorded in the history as well."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import CursorResult, Select, or_, update
from sqlmodel import col, select

from services.employers.domain.employer import EmployerId
from services.employers.domain.opportunity import OpportunityId
from services.employers.domain.placement import (
    EndedBy,
    Ending,
    Placement,
    PlacementId,
    Review,
    Status,
    Verdict,
)
from services.employers.store import placement_history
from services.employers.tables import PlacementRow
from shared.persistence.bulk import in_array, insert_many
from shared.persistence.row_count import count_rows
from shared.persistence.single_row import one
from shared.refusal import ChangedMeanwhile
from shared.unit_of_work import UnitOfWork

_BECAUSE: Final = "placement.ended_because"


async def get(work: UnitOfWork, placement_id: UUID) -> Placement:
    """Load one of the caller's own placements. Raises NotFound."""
    return one(await get_many(work, [placement_id]))


async def get_many(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, Placement]:
    """Load those of the placements that are the caller's own, by id."""
    rows = await work.session.scalars(_own(work).where(in_array(col(PlacementRow.id), ids)))
    return {each.id: each for each in await _placements(work, rows.all())}


async def of_participants(work: UnitOfWork, participants: Collection[UUID]) -> dict[UUID, list[Placement]]:
    """Load people's placements with the caller's organisation, in the order they were proposed."""
    rows = await work.session.scalars(
        _own(work)
        .where(in_array(col(PlacementRow.participant_id), participants))
        .order_by(col(PlacementRow.proposed_on), col(PlacementRow.id))
    )
    found: dict[UUID, list[Placement]] = {participant: [] for participant in participants}
    for each in await _placements(work, rows.all()):
        found[each.participant_id].append(each)
    return found


async def all_of_participant(work: UnitOfWork, participant: UUID) -> list[Placement]:
    """Load every placement of a person that can be seen, whoever placed them."""
    rows = await work.session.scalars(
        select(PlacementRow)
        .where(col(PlacementRow.participant_id) == participant)
        .order_by(col(PlacementRow.proposed_on), col(PlacementRow.id))
    )
    return [_placement(work, row) for row in rows]


async def holding_places(work: UnitOfWork, opportunity_id: UUID, participants: Collection[UUID]) -> set[UUID]:
    """Find those of the people who hold a place of this opportunity through the caller's organisation."""
    return set(
        await work.session.scalars(
            select(PlacementRow.participant_id).where(
                col(PlacementRow.provider) == work.caller.organisation,
                col(PlacementRow.opportunity_id) == opportunity_id,
                in_array(col(PlacementRow.participant_id), participants),
                or_(
                    col(PlacementRow.status) != Status.ENDED_EARLY,
                    col(PlacementRow.started_on).is_not(None),
                ),
            )
        )
    )


async def at_opportunity(work: UnitOfWork, opportunity_id: UUID) -> list[Placement]:
    """Load the caller's own placements at an opportunity."""
    rows = await work.session.scalars(_own(work).where(col(PlacementRow.opportunity_id) == opportunity_id))
    return await _placements(work, rows.all())


async def list_page(work: UnitOfWork, *, after: UUID, limit: int, status: Status | None) -> list[Placement]:
    """List the caller's own placements in the order they were proposed, from after an id on."""
    query = _listed(work, status).where(col(PlacementRow.id) > after)
    rows = await work.session.scalars(query.order_by(col(PlacementRow.id)).limit(limit))
    return await _placements(work, rows.all())


async def count(work: UnitOfWork, *, status: Status | None) -> int:
    """Count the placements of the list."""
    return await count_rows(work.session, _listed(work, status))


def _listed(work: UnitOfWork, status: Status | None) -> Select[Any]:
    query = _own(work)
    return query if status is None else query.where(col(PlacementRow.status) == status)


async def add_many(work: UnitOfWork, new: Sequence[Placement]) -> None:
    """Store new placements; their people get data keys, unless earlier placements made them."""
    await work.cipher.create([each.participant_id for each in new])
    await insert_many(await work.connection(), PlacementRow, [_columns(work, each) for each in new])
    await placement_history.record(work, {each: each.proposed_on for each in new})


async def save(work: UnitOfWork, placement: Placement, *, on: date) -> None:
    """Store a placement that moved on a day. Raises ChangedMeanwhile, with the state that won, when somebody
    else moved it since it was loaded."""
    await work.cipher.load([placement.participant_id])
    done = await work.session.execute(
        update(PlacementRow)
        .where(col(PlacementRow.id) == placement.id, col(PlacementRow.version) == placement.version - 1)
        .values(_columns(work, placement))
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[Any]", done).rowcount != 1:
        raise ChangedMeanwhile(state=await _current_status(work, placement.id))
    await placement_history.record(work, {placement: on})


def _own(work: UnitOfWork) -> Select[Any]:
    return select(PlacementRow).where(
        col(PlacementRow.provider) == work.caller.organisation, col(PlacementRow.erased_at).is_(None)
    )


async def _current_status(work: UnitOfWork, placement_id: UUID) -> str:
    status = await work.session.scalar(
        select(PlacementRow.status).where(col(PlacementRow.id) == placement_id)
    )
    return status or "not-found"


def _columns(work: UnitOfWork, placement: Placement) -> dict[str, Any]:
    ending = placement.ending
    because = None
    if ending is not None:
        because = work.cipher.encrypt(
            ending.reason.encode(), person=placement.participant_id, column=_BECAUSE, row=placement.id
        )
    return {
        "id": placement.id,
        "opportunity_id": placement.opportunity_id,
        "employer_id": placement.employer_id,
        "enrolment_id": placement.enrolment_id,
        "participant_id": placement.participant_id,
        "provider": placement.provider,
        "kind": placement.kind,
        "proposed_on": placement.proposed_on,
        "recorded_at": placement.recorded_at,
        "status": placement.status.value,
        "participant_agreed_on": placement.participant_agreed_on,
        "employer_agreed_on": placement.employer_agreed_on,
        "started_on": placement.started_on,
        "completed_on": placement.completed_on,
        "hours": placement.hours,
        "ended_on": ending.on if ending else None,
        "ended_by": ending.by.value if ending else None,
        "ended_because": because,
        **_review_columns("participant", placement.participant_review),
        **_review_columns("employer", placement.employer_review),
        "version": placement.version,
    }


async def _placements(work: UnitOfWork, rows: Sequence[PlacementRow]) -> list[Placement]:
    await work.cipher.load({row.participant_id for row in rows if row.ended_because is not None})
    return [_placement(work, row) for row in rows]


def _placement(work: UnitOfWork, row: PlacementRow) -> Placement:
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
        participant_agreed_on=row.participant_agreed_on,
        employer_agreed_on=row.employer_agreed_on,
        started_on=row.started_on,
        completed_on=row.completed_on,
        hours=row.hours,
        ending=_ending(work, row),
        participant_review=_review(row.participant_review, row.participant_reviewed_on),
        employer_review=_review(row.employer_review, row.employer_reviewed_on),
        version=row.version,
    )


def _review_columns(party: str, review: Review | None) -> dict[str, Any]:
    verdict, on = (None, None) if review is None else (review.verdict.value, review.on)
    return {f"{party}_review": verdict, f"{party}_reviewed_on": on}


def _review(verdict: str | None, on: date | None) -> Review | None:
    return None if verdict is None or on is None else Review(on, Verdict(verdict))


def _ending(work: UnitOfWork, row: PlacementRow) -> Ending | None:
    if row.ended_on is None or row.ended_by is None or row.ended_because is None:
        return None
    reason = work.cipher.decrypt(
        row.ended_because, person=row.participant_id, column=_BECAUSE, row=row.id
    ).decode()
    return Ending(row.ended_on, EndedBy(row.ended_by), reason)
