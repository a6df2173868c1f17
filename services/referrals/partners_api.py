"""The REST routes of the register of partners."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.referrals import queries
from services.referrals.commands.register_partner import confirm_partner, register_partner
from services.referrals.partner_schemas import ConversionOut, PartnerIn, PartnerMoveOut, PartnerOut
from services.referrals.permissions import MayReadConversion, MayReadPartners, MayRegisterPartners
from services.referrals.query_values import ProgrammeCode
from shared.as_of import as_of_date
from shared.service_context import UnitOfWorkDep
from shared.web.conditional_requests import IfMatchVersion, VersionIfSeen
from shared.web.field_types import CalendarDate
from shared.web.idempotency import json_response
from shared.web.pagination import (
    LARGEST_INTEGER,
    PAGE_SIZE,
    After,
    Page,
    PageSize,
    decode_cursor,
    decode_numbered_cursor,
    numbered_key,
    paginate,
)

OfProgramme = Annotated[ProgrammeCode | None, Query(description="One programme; all where it is left out.")]
router: Final = APIRouter(prefix="/v1", tags=["referrals"])


@router.get("/partners", response_model=Page[PartnerOut])
async def list_partners(
    work: UnitOfWorkDep, caller: MayReadPartners, after: After = None, limit: PageSize = PAGE_SIZE
) -> Page[PartnerOut]:
    """The register of partners."""
    found = await queries.partners(work, after=decode_cursor(after), limit=limit + 1)
    return paginate(found, limit, item=PartnerOut.of, key=lambda each: each.id)


@router.get("/partners/{partner_id}", response_model=PartnerOut)
async def show_partner(partner_id: UUID, work: UnitOfWorkDep, caller: MayReadPartners) -> Response:
    """One partner; its ETag is what a change of it sends back as If-Match."""
    return json_response(PartnerOut.of(await queries.partner(work, partner_id)))


@router.put("/partners/{partner_id}", response_model=PartnerOut)
async def put_partner(
    partner_id: UUID,
    body: PartnerIn,
    work: UnitOfWorkDep,
    caller: MayRegisterPartners,
    version: VersionIfSeen = None,
) -> Response:
    """Put a referring organisation or a provider on the register, or bring its entry up to date (If-Match).
    Another lot than the programme names the provider for, or one fewer, is proposed by whoever has signed in,
    and holds when somebody else confirms it."""
    told = await register_partner(work, partner_id, body.entry(), expected_version=version)
    return json_response(PartnerOut.of(told))


@router.post("/partners/{partner_id}/confirm", response_model=PartnerOut)
async def confirm_proposal(
    partner_id: UUID, version: IfMatchVersion, work: UnitOfWorkDep, caller: MayRegisterPartners
) -> Response:
    """Confirm where a provider delivers, as somebody else has proposed."""
    return json_response(PartnerOut.of(await confirm_partner(work, partner_id, expected_version=version)))


@router.get("/partners/{partner_id}/history", response_model=Page[PartnerMoveOut])
async def list_partner_history(
    partner_id: UUID,
    work: UnitOfWorkDep,
    caller: MayRegisterPartners,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[PartnerMoveOut]:
    """Who changed what of a partner's entry, and when, in order."""
    last = decode_numbered_cursor(after, largest=LARGEST_INTEGER)
    found = await queries.partner_moves(work, partner_id, after=last, limit=limit + 1)
    return paginate(found, limit, item=PartnerMoveOut.of, key=lambda each: numbered_key(each.version))


@router.get("/partners/{partner_id}/conversion", response_model=ConversionOut)
async def show_conversion(
    partner_id: UUID,
    work: UnitOfWorkDep,
    caller: MayReadConversion,
    programme: OfProgramme = None,
    as_of: Annotated[
        CalendarDate | None, Query(alias="as-of", description="Today in Wales when left out.")
    ] = None,
) -> ConversionOut:
    """What became of the people whom a partner sent, month by month: for itself and for Welsh Government."""
    day = as_of_date(as_of, work.now)
    return ConversionOut.of(
        partner_id, programme, day, await queries.conversion(work, partner_id, programme, day)
    )
