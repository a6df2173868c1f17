"""The REST routes of employers: HTTP in, one command or query, schema out."""

from operator import attrgetter
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response

from services.employers import queries
from services.employers.commands.bank_employer import bank
from services.employers.commands.close_opportunity import close
from services.employers.commands.complete_placement import complete
from services.employers.commands.end_placement_early import end_early
from services.employers.commands.log_engagement import log_engagement
from services.employers.commands.open_opportunity import open_for_proposals
from services.employers.commands.propose_placement import propose
from services.employers.commands.start_placement import start
from services.employers.domain.placement import Status
from services.employers.permissions import (
    READ_ENGAGEMENTS,
    READ_PLACEMENT_REASONS,
    MayBankEmployers,
    MayPlace,
    MayReadEmployers,
    MayReadEngagements,
    MayReadPlacements,
)
from services.employers.schemas import (
    CloseIn,
    CompleteIn,
    EmployerIn,
    EmployerOut,
    EmployerWithContactsOut,
    EndEarlyIn,
    EngagementIn,
    EngagementOut,
    EngagementWithNoteOut,
    OpportunityIn,
    OpportunityOut,
    PlacementOut,
    PlacementWithReasonOut,
    ProposeIn,
    StartIn,
)
from shared.contracts.vocabulary import PlacementKind
from shared.service_context import UnitOfWorkDep
from shared.web.conditional_requests import IfMatchVersion
from shared.web.idempotency import IdempotencyDep, json_response
from shared.web.pagination import PAGE_SIZE, After, Page, PageSize, decode_cursor, paginate
from shared.web.programme_codes import LotCode

OF_EMPLOYER: Final = attrgetter("employer_id")
OF_PARTICIPANT: Final = attrgetter("participant_id")
"""Under whose key a kept answer is sealed."""

router = APIRouter(prefix="/v1", tags=["employers"])


@router.post("/employers", status_code=201, response_model=EmployerOut)
async def bank_employer(
    body: EmployerIn, work: UnitOfWorkDep, caller: MayBankEmployers, once: IdempotencyDep
) -> Response:
    """Put an employer in the bank that all providers share."""
    return await once(bank(work, body.new()), EmployerOut.of, person=attrgetter("id"), status=201)


@router.get("/employers", response_model=Page[EmployerOut])
async def list_employers(
    work: UnitOfWorkDep,
    caller: MayReadEmployers,
    lot: Annotated[LotCode | None, Query()] = None,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[EmployerOut]:
    """The bank of employers."""
    found = await queries.employers(work, after=decode_cursor(after), limit=limit + 1, lot=lot)
    return paginate(found, limit, item=EmployerOut.of, key=lambda each: each.id)


@router.get("/employers/{employer_id}", response_model=EmployerOut | EmployerWithContactsOut)
async def show_employer(employer_id: UUID, work: UnitOfWorkDep, caller: MayReadEmployers) -> Response:
    """One employer. The provider that wrote it down also sees who to speak to there."""
    if READ_ENGAGEMENTS.allows(caller):
        found = await queries.employer_with_contacts(work, employer_id)
        return json_response(EmployerWithContactsOut.of_employer(found))
    return json_response(EmployerOut.of(await queries.employer(work, employer_id)))


@router.post("/employers/{employer_id}/engagements", status_code=201, response_model=EngagementOut)
async def engage_employer(
    employer_id: UUID, body: EngagementIn, work: UnitOfWorkDep, caller: MayBankEmployers, once: IdempotencyDep
) -> Response:
    """Write down that somebody was in touch with an employer."""
    command = log_engagement(work, employer_id, on=body.on, kind=body.kind, note=body.note)
    return await once(command, EngagementOut.of, person=OF_EMPLOYER, status=201)


@router.get("/employers/{employer_id}/engagements", response_model=Page[EngagementWithNoteOut])
async def list_engagements(
    employer_id: UUID,
    work: UnitOfWorkDep,
    caller: MayReadEngagements,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[EngagementWithNoteOut]:
    """What your organisation wrote in an employer's log, in that order."""
    found = await queries.engagements(work, employer_id, after=decode_cursor(after), limit=limit + 1)
    return paginate(found, limit, item=EngagementWithNoteOut.of, key=lambda each: each.id)


@router.post("/opportunities", status_code=201, response_model=OpportunityOut)
async def open_opportunity(
    body: OpportunityIn, work: UnitOfWorkDep, caller: MayBankEmployers, once: IdempotencyDep
) -> Response:
    """Put what an employer offers in the bank of opportunities."""
    return await once(open_for_proposals(work, body.new()), OpportunityOut.of, person=OF_EMPLOYER, status=201)


@router.get("/opportunities", response_model=Page[OpportunityOut])
async def list_opportunities(
    work: UnitOfWorkDep,
    caller: MayReadEmployers,
    lot: Annotated[LotCode | None, Query()] = None,
    kind: Annotated[PlacementKind | None, Query()] = None,
    is_open: Annotated[
        bool | None, Query(alias="open", description="Those that somebody can be proposed for today.")
    ] = None,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[OpportunityOut]:
    """The bank of opportunities."""
    found = await queries.opportunities(
        work, after=decode_cursor(after), limit=limit + 1, lot=lot, kind=kind, is_open=is_open
    )
    return paginate(found, limit, item=OpportunityOut.of, key=lambda each: each.id)


@router.get("/opportunities/{opportunity_id}", response_model=OpportunityOut)
async def show_opportunity(opportunity_id: UUID, work: UnitOfWorkDep, caller: MayReadEmployers) -> Response:
    """One opportunity, with how many of its places are taken."""
    return json_response(OpportunityOut.of(await queries.opportunity(work, opportunity_id)))


@router.post("/opportunities/{opportunity_id}/close", response_model=OpportunityOut)
async def close_opportunity(
    opportunity_id: UUID,
    body: CloseIn,
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayBankEmployers,
    once: IdempotencyDep,
) -> Response:
    """Take no more proposals; those made stay."""
    command = close(
        work, opportunity_id, expected_version=version, closed_on=body.closed_on, reason=body.reason
    )
    return await once(command, OpportunityOut.of, person=OF_EMPLOYER)


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
