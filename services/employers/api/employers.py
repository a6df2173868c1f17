"""The REST routes of the bank of employers."""

from operator import attrgetter
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response

from services.employers import queries
from services.employers.commands.amend_employer import amend
from services.employers.commands.bank_employer import bank
from services.employers.commands.log_engagement import log_engagement
from services.employers.permissions import (
    READ_ENGAGEMENTS,
    MayBankEmployers,
    MayReadEmployers,
    MayReadEngagements,
)
from services.employers.schemas.employers import (
    AmendmentOut,
    EmployerIn,
    EmployerOut,
    EmployerPatch,
    EmployerWithContactsOut,
    EmployerWithPlacesOut,
    EngagementIn,
    EngagementOut,
    EngagementWithNoteOut,
)
from shared.service_context import UnitOfWorkDep
from shared.web.conditional_requests import IfMatchVersion
from shared.web.field_types import CalendarDate
from shared.web.idempotency import IdempotencyDep, json_response
from shared.web.pagination import PAGE_SIZE, After, Page, PageSize, decode_cursor, paginate
from shared.web.programme_codes import LotCode

OF_EMPLOYER: Final = attrgetter("employer_id")
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
    quiet_since: Annotated[
        CalendarDate | None,
        Query(alias="quiet-since", description="Those that nobody was in touch with from this day on."),
    ] = None,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[EmployerOut]:
    """The bank of employers."""
    found = await queries.employers(
        work, after=decode_cursor(after), limit=limit + 1, lot=lot, quiet_since=quiet_since
    )
    return paginate(found, limit, item=EmployerOut.of, key=lambda each: each.id)


@router.get("/employers/{employer_id}", response_model=EmployerWithPlacesOut | EmployerWithContactsOut)
async def show_employer(employer_id: UUID, work: UnitOfWorkDep, caller: MayReadEmployers) -> Response:
    """One employer, with what it offered and what became of it. A provider also sees who it speaks to
    there."""
    found = await queries.employer_with_places(work, employer_id)
    if READ_ENGAGEMENTS.allows(caller):
        contacts = await queries.contacts_by_employer(work, [employer_id])
        return json_response(EmployerWithContactsOut.of_contacts(found, contacts[employer_id]))
    return json_response(EmployerWithPlacesOut.of_employer(found))


@router.patch("/employers/{employer_id}", response_model=EmployerOut)
async def amend_employer(
    employer_id: UUID,
    body: Annotated[
        EmployerPatch, Body(default_factory=EmployerPatch, media_type="application/merge-patch+json")
    ],
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayBankEmployers,
) -> Response:
    """Change what the bank says of an employer, by a merge patch (RFC 7396); the history keeps what it said
    before."""
    amended = await amend(work, employer_id, body.told(), expected_version=version, people=body.people())
    return json_response(EmployerOut.of(amended))


@router.get("/employers/{employer_id}/history", response_model=Page[AmendmentOut])
async def list_employer_history(
    employer_id: UUID,
    work: UnitOfWorkDep,
    caller: MayReadEmployers,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[AmendmentOut]:
    """What was changed of an employer's entry, by which organisation and when, in order."""
    found = await queries.amendments(work, employer_id, after=decode_cursor(after).int, limit=limit + 1)
    return paginate(found, limit, item=AmendmentOut.of, key=lambda each: UUID(int=each.version))


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
