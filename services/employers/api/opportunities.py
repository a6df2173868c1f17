"""The REST routes of the bank of opportunities."""

from operator import attrgetter
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.employers import queries
from services.employers.commands.close_opportunity import close
from services.employers.commands.open_opportunity import open_for_proposals
from services.employers.permissions import MayBankEmployers, MayReadEmployers
from services.employers.schemas.opportunities import CloseIn, OpportunityIn, OpportunityOut
from shared.contracts.vocabulary import PlacementKind
from shared.service_context import UnitOfWorkDep
from shared.web.conditional_requests import IfMatchVersion
from shared.web.idempotency import IdempotencyDep, json_response
from shared.web.pagination import PAGE_SIZE, After, Page, PageSize, decode_cursor, paginate
from shared.web.programme_codes import LotCode

OF_EMPLOYER: Final = attrgetter("employer_id")
"""Under whose key a kept answer is sealed."""

router = APIRouter(prefix="/v1", tags=["employers"])


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
