"""HTTP in, one command, schema out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.employers import queries
from services.employers.commands import employers, opportunities, placements
from services.employers.domain.placement import Status
from services.employers.permissions import (
    READ_ENGAGEMENTS,
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
from shared.contracts.vocabulary import Lot, PlacementKind
from shared.service_context import UnitOfWorkDep
from shared.web.conditional_requests import IfMatchVersion
from shared.web.idempotency import IdempotencyDep, json_response
from shared.web.pagination import PAGE_SIZE, After, Page, PageSize, decode_cursor, encode_cursor

router = APIRouter(prefix="/v1", tags=["employers"])


@router.post("/employers", status_code=201, response_model=EmployerOut)
async def bank_employer(
    body: EmployerIn, work: UnitOfWorkDep, caller: MayBankEmployers, once: IdempotencyDep
) -> Response:
    """Put an employer in the bank that all providers share."""
    return await once(employers.bank(work, body.new()), EmployerOut.of, status=201)


@router.get("/employers", response_model=Page[EmployerOut])
async def list_employers(
    work: UnitOfWorkDep,
    caller: MayReadEmployers,
    lot: Annotated[Lot | None, Query()] = None,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[EmployerOut]:
    """The bank of employers."""
    found = await queries.employers(work, after=decode_cursor(after), size=limit, lot=lot)
    more = encode_cursor(found[-1].id) if len(found) == limit else None
    return Page(items=[EmployerOut.of(each) for each in found], next=more)


@router.get("/employers/{employer_id}", response_model=EmployerOut | EmployerWithContactsOut)
async def show_employer(employer_id: UUID, work: UnitOfWorkDep, caller: MayReadEmployers) -> Response:
    """One employer. Providers also see who to speak to there."""
    if READ_ENGAGEMENTS.allows(caller):
        introduced = await queries.introduced(work, employer_id)
        return json_response(EmployerWithContactsOut.of_introduced(introduced))
    return json_response(EmployerOut.of(await queries.employer(work, employer_id)))


@router.post("/employers/{employer_id}/engagements", status_code=201, response_model=EngagementOut)
async def engage_employer(
    employer_id: UUID, body: EngagementIn, work: UnitOfWorkDep, caller: MayBankEmployers, once: IdempotencyDep
) -> Response:
    """Write down that somebody was in touch with an employer."""
    command = employers.engage(work, employer_id, on=body.on, kind=body.kind, note=body.note)
    return await once(command, EngagementOut.of, status=201)


@router.get("/employers/{employer_id}/engagements", response_model=Page[EngagementWithNoteOut])
async def list_engagements(
    employer_id: UUID,
    work: UnitOfWorkDep,
    caller: MayReadEngagements,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[EngagementWithNoteOut]:
    """An employer's log, in the order it was written."""
    found = await queries.engagements(work, employer_id, after=decode_cursor(after), size=limit)
    more = encode_cursor(found[-1].id) if len(found) == limit else None
    return Page(items=[EngagementWithNoteOut.of(each) for each in found], next=more)


@router.post("/opportunities", status_code=201, response_model=OpportunityOut)
async def open_opportunity(
    body: OpportunityIn, work: UnitOfWorkDep, caller: MayBankEmployers, once: IdempotencyDep
) -> Response:
    """Put what an employer offers in the bank of opportunities."""
    return await once(opportunities.open_opportunity(work, body.new()), OpportunityOut.of, status=201)


@router.get("/opportunities", response_model=Page[OpportunityOut])
async def list_opportunities(
    work: UnitOfWorkDep,
    caller: MayReadEmployers,
    lot: Annotated[Lot | None, Query()] = None,
    kind: Annotated[PlacementKind | None, Query()] = None,
    is_open: Annotated[
        bool | None, Query(alias="open", description="Those that somebody can be proposed for today.")
    ] = None,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[OpportunityOut]:
    """The bank of opportunities."""
    found = await queries.opportunities(
        work, after=decode_cursor(after), size=limit, lot=lot, kind=kind, is_open=is_open
    )
    more = encode_cursor(found[-1].id) if len(found) == limit else None
    return Page(items=[OpportunityOut.of(each) for each in found], next=more)


@router.get("/opportunities/{opportunity_id}", response_model=OpportunityOut)
async def show_opportunity(opportunity_id: UUID, work: UnitOfWorkDep, caller: MayReadEmployers) -> Response:
    """One opportunity, with how many of its places are taken."""
    return json_response(OpportunityOut.of(await queries.opportunity(work, opportunity_id)))


@router.post("/opportunities/{opportunity_id}/close", response_model=OpportunityOut)
async def close_opportunity(
    opportunity_id: UUID, body: CloseIn, seen: IfMatchVersion, work: UnitOfWorkDep, caller: MayBankEmployers,
    once: IdempotencyDep,
) -> Response:  # fmt: skip
    """Take no more proposals; those made stay."""
    command = opportunities.close(work, opportunity_id, seen=seen, on=body.closed_on, reason=body.reason)
    return await once(command, OpportunityOut.of)


@router.post("/placements", status_code=201, response_model=PlacementOut)
async def propose_placement(
    body: ProposeIn, work: UnitOfWorkDep, caller: MayPlace, once: IdempotencyDep
) -> Response:
    """Offer a place to one of your own people. Somebody registered a moment ago may not be known here yet:
    then the answer says `retry`."""
    command = placements.propose(work, body.opportunity_id, body.participant_id, on=body.proposed_on)
    return await once(command, PlacementOut.of, status=201)


@router.get("/placements", response_model=Page[PlacementOut])
async def list_placements(
    work: UnitOfWorkDep,
    caller: MayReadPlacements,
    status: Annotated[Status | None, Query()] = None,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[PlacementOut]:
    """Your own placements."""
    found = await queries.placements(work, after=decode_cursor(after), size=limit, status=status)
    more = encode_cursor(found[-1].id) if len(found) == limit else None
    return Page(items=[PlacementOut.of(each) for each in found], next=more)


@router.get("/placements/{placement_id}", response_model=PlacementOut | PlacementWithReasonOut)
async def show_placement(placement_id: UUID, work: UnitOfWorkDep, caller: MayReadPlacements) -> Response:
    """One placement. Why it ended early is told for the purpose of support."""
    shape = PlacementWithReasonOut if caller.for_purpose("support") else PlacementOut
    return json_response(shape.of(await queries.placement(work, placement_id)))


@router.post("/placements/{placement_id}/start", response_model=PlacementOut)
async def start_placement(
    placement_id: UUID,
    body: StartIn,
    seen: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayPlace,
    once: IdempotencyDep,
) -> Response:
    """The person's first day there."""
    return await once(placements.start(work, placement_id, seen=seen, on=body.started_on), PlacementOut.of)


@router.post("/placements/{placement_id}/complete", response_model=PlacementOut)
async def complete_placement(
    placement_id: UUID,
    body: CompleteIn,
    seen: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayPlace,
    once: IdempotencyDep,
) -> Response:
    """The placement ran to its end."""
    command = placements.complete(work, placement_id, seen=seen, on=body.completed_on, hours=body.hours)
    return await once(command, PlacementOut.of)


@router.post("/placements/{placement_id}/end-early", response_model=PlacementOut)
async def end_placement_early(
    placement_id: UUID,
    body: EndEarlyIn,
    seen: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayPlace,
    once: IdempotencyDep,
) -> Response:
    """The placement ended early, or was declined before it began: by whom, and why."""
    command = placements.end_early(
        work, placement_id, seen=seen, on=body.ended_on, by=body.by, reason=body.reason
    )
    return await once(command, PlacementOut.of)
