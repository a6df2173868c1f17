"""The REST routes of placements."""

from operator import attrgetter
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response

from services.employers import queries
from services.employers.commands.agree_placement import agree
from services.employers.commands.complete_placement import complete
from services.employers.commands.end_placement_early import end_early
from services.employers.commands.propose_placement import propose
from services.employers.commands.review_placement import review
from services.employers.commands.start_placement import start
from services.employers.domain.placement import Status
from services.employers.permissions import READ_PLACEMENT_REASONS, MayPlace, MayReadPlacements
from services.employers.schemas.placements import (
    AgreeIn,
    CompleteIn,
    EndEarlyIn,
    PlacementOut,
    PlacementWithReasonOut,
    ProposeIn,
    ReviewIn,
    StartIn,
)
from shared.service_context import UnitOfWorkDep
from shared.web.conditional_requests import IfMatchVersion
from shared.web.idempotency import IdempotencyDep, json_response
from shared.web.pagination import PAGE_SIZE, After, Page, PageSize, decode_cursor, paginate

OF_PARTICIPANT: Final = attrgetter("participant_id")
"""Under whose key a kept answer is sealed."""

router = APIRouter(prefix="/v1", tags=["employers"])


@router.post("/placements", status_code=201, response_model=PlacementOut)
async def propose_placement(
    body: ProposeIn, work: UnitOfWorkDep, caller: MayPlace, once: IdempotencyDep
) -> Response:
    """Offer a place to one of your own people. Somebody registered a moment ago may not be known here yet:
    then the answer says `retry`."""
    command = propose(work, body.opportunity_id, body.participant_id, proposed_on=body.proposed_on)
    return await once(
        command, PlacementOut.of, person=OF_PARTICIPANT, reading=queries.note_answered, status=201
    )


@router.get("/placements", response_model=Page[PlacementOut])
async def list_placements(
    work: UnitOfWorkDep,
    caller: MayReadPlacements,
    status: Annotated[Status | None, Query()] = None,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[PlacementOut]:
    """Your own placements."""
    found = await queries.placements(work, after=decode_cursor(after), limit=limit + 1, status=status)
    return paginate(found, limit, item=PlacementOut.of, key=lambda each: each.id)


@router.get("/placements/{placement_id}", response_model=PlacementOut | PlacementWithReasonOut)
async def show_placement(placement_id: UUID, work: UnitOfWorkDep, caller: MayReadPlacements) -> Response:
    """One placement. Why it ended early is told to those who support the person, for that purpose."""
    if READ_PLACEMENT_REASONS.allows(caller):
        found = await queries.explained_placement(work, placement_id, by=READ_PLACEMENT_REASONS)
        return json_response(PlacementWithReasonOut.of(found))
    return json_response(PlacementOut.of(await queries.placement(work, placement_id)))


@router.post("/placements/{placement_id}/agree", response_model=PlacementOut)
async def agree_placement(
    placement_id: UUID,
    body: AgreeIn,
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayPlace,
    once: IdempotencyDep,
) -> Response:
    """The participant agreed, and then the employer: nothing starts before both did."""
    command = agree(work, placement_id, expected_version=version, party=body.by, agreed_on=body.agreed_on)
    return await once(command, PlacementOut.of, person=OF_PARTICIPANT, reading=queries.note_answered)


@router.post("/placements/{placement_id}/start", response_model=PlacementOut)
async def start_placement(
    placement_id: UUID,
    body: Annotated[StartIn, Body(default_factory=StartIn)],
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayPlace,
    once: IdempotencyDep,
) -> Response:
    """The person's first day there."""
    command = start(work, placement_id, expected_version=version, started_on=body.started_on)
    return await once(command, PlacementOut.of, person=OF_PARTICIPANT, reading=queries.note_answered)


@router.post("/placements/{placement_id}/complete", response_model=PlacementOut)
async def complete_placement(
    placement_id: UUID,
    body: Annotated[CompleteIn, Body(default_factory=CompleteIn)],
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayPlace,
    once: IdempotencyDep,
) -> Response:
    """The placement ran to its end."""
    command = complete(
        work,
        placement_id,
        expected_version=version,
        completed_on=body.completed_on,
        hours=body.hours,
    )
    return await once(command, PlacementOut.of, person=OF_PARTICIPANT, reading=queries.note_answered)


@router.post("/placements/{placement_id}/end-early", response_model=PlacementOut)
async def end_placement_early(
    placement_id: UUID,
    body: EndEarlyIn,
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayPlace,
    once: IdempotencyDep,
) -> Response:
    """The placement ended early, or was declined before it began: by whom, and why."""
    command = end_early(
        work,
        placement_id,
        expected_version=version,
        ended_on=body.ended_on,
        by=body.by,
        reason=body.reason,
    )
    return await once(command, PlacementOut.of, person=OF_PARTICIPANT, reading=queries.note_answered)


@router.post("/placements/{placement_id}/review", response_model=PlacementOut)
async def review_placement(
    placement_id: UUID,
    body: ReviewIn,
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayPlace,
    once: IdempotencyDep,
) -> Response:
    """How a placement that is over went, as the participant or the employer says: each once."""
    command = review(
        work,
        placement_id,
        expected_version=version,
        party=body.by,
        verdict=body.verdict,
        reviewed_on=body.reviewed_on,
    )
    return await once(command, PlacementOut.of, person=OF_PARTICIPANT, reading=queries.note_answered)
