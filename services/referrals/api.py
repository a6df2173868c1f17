"""HTTP in, one command, schema out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.referrals import commands, queries
from services.referrals.domain.referral import Status
from services.referrals.permissions import (
    FETCH_PERSONS,
    READ_REFERRED_PERSONS,
    MayDecideReferrals,
    MayFetchPersons,
    MayReadPartners,
    MayReadReferrals,
    MayRegisterPartners,
    MaySendReferrals,
)
from services.referrals.schemas import (
    AcceptIn,
    AnswerIn,
    DeclineIn,
    PartnerIn,
    PartnerOut,
    PersonOut,
    PersonsOut,
    PersonsWanted,
    RedirectIn,
    ReferralIn,
    ReferralOut,
    ReferredOut,
    ReturnIn,
    WithdrawIn,
)
from shared.service_context import UnitOfWorkDep
from shared.web.conditional_requests import IfMatchVersion
from shared.web.idempotency import IdempotencyDep, json_response
from shared.web.pagination import PAGE_SIZE, After, Page, PageSize, decode_cursor, encode_cursor

router = APIRouter(prefix="/v1", tags=["referrals"])
internal = APIRouter(prefix="/internal", include_in_schema=False)


@router.post("/referrals", status_code=201, response_model=ReferralOut)
async def send_referral(
    body: ReferralIn, work: UnitOfWorkDep, caller: MaySendReferrals, once: IdempotencyDep
) -> Response:
    """Refer somebody: acknowledged at once, with a reference and the date a decision is due."""
    return await once(commands.receive(work, body.new()), ReferralOut.of, status=201)


@router.get("/referrals", response_model=Page[ReferralOut])
async def list_referrals(
    work: UnitOfWorkDep,
    caller: MayReadReferrals,
    status: Annotated[Status | None, Query()] = None,
    overdue: Annotated[bool, Query(description="Only those whose decision is overdue.")] = False,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[ReferralOut]:
    """Your own referrals: those you sent, or those you are asked to decide."""
    found = await queries.referrals(
        work, after=decode_cursor(after), size=limit, status=status, overdue=overdue
    )
    more = encode_cursor(found[-1].id) if len(found) == limit else None
    return Page(items=[ReferralOut.of(each) for each in found], next=more)


@router.get("/referrals/{referral_id}", response_model=ReferralOut | ReferredOut)
async def show_referral(referral_id: UUID, work: UnitOfWorkDep, caller: MayReadReferrals) -> Response:
    """One referral. Its provider also sees who it is about, when it asks for the purpose of support."""
    if READ_REFERRED_PERSONS.allows(caller):
        referred = await queries.referred(work, referral_id, purpose=READ_REFERRED_PERSONS.purpose)
        return json_response(ReferredOut.of_referred(referred))
    return json_response(ReferralOut.of(await queries.referral(work, referral_id)))


@router.post("/referrals/{referral_id}/accept", response_model=ReferralOut)
async def accept_referral(
    referral_id: UUID, body: AcceptIn, seen: IfMatchVersion, work: UnitOfWorkDep, caller: MayDecideReferrals,
    once: IdempotencyDep,
) -> Response:  # fmt: skip
    """Take the person on."""
    command = commands.accept(work, referral_id, seen=seen, on=body.decided_on)
    return await once(command, ReferralOut.of)


@router.post("/referrals/{referral_id}/decline", response_model=ReferralOut)
async def decline_referral(
    referral_id: UUID, body: DeclineIn, seen: IfMatchVersion, work: UnitOfWorkDep, caller: MayDecideReferrals,
    once: IdempotencyDep,
) -> Response:  # fmt: skip
    """Say no: who declined, why, what was offered instead and from when to try again."""
    command = commands.decline(work, referral_id, seen=seen, on=body.decided_on, why=body.why())
    return await once(command, ReferralOut.of)


@router.post("/referrals/{referral_id}/redirect", response_model=ReferralOut)
async def redirect_referral(
    referral_id: UUID, body: RedirectIn, seen: IfMatchVersion, work: UnitOfWorkDep,
    caller: MayDecideReferrals, once: IdempotencyDep,
) -> Response:  # fmt: skip
    """Hand the referral on to another lot, whose provider decides."""
    command = commands.redirect(work, referral_id, seen=seen, on=body.decided_on, lot=body.lot)
    return await once(command, ReferralOut.of)


@router.post("/referrals/{referral_id}/return", response_model=ReferralOut)
async def return_referral(
    referral_id: UUID, body: ReturnIn, seen: IfMatchVersion, work: UnitOfWorkDep, caller: MayDecideReferrals,
    once: IdempotencyDep,
) -> Response:  # fmt: skip
    """Send the referral back to the referrer for information."""
    command = commands.send_back(work, referral_id, seen=seen, on=body.decided_on, questions=body.questions)
    return await once(command, ReferralOut.of)


@router.post("/referrals/{referral_id}/answer", response_model=ReferralOut)
async def answer_referral(
    referral_id: UUID, body: AnswerIn, seen: IfMatchVersion, work: UnitOfWorkDep, caller: MaySendReferrals,
    once: IdempotencyDep,
) -> Response:  # fmt: skip
    """Give the information that was asked for."""
    return await once(commands.answer(work, referral_id, seen=seen, answers=body.answers), ReferralOut.of)


@router.post("/referrals/{referral_id}/withdraw", response_model=ReferralOut)
async def withdraw_referral(
    referral_id: UUID, body: WithdrawIn, seen: IfMatchVersion, work: UnitOfWorkDep, caller: MaySendReferrals,
    once: IdempotencyDep,
) -> Response:  # fmt: skip
    """Take the referral back, possible until the person is registered."""
    return await once(commands.withdraw(work, referral_id, seen=seen, why=body.why()), ReferralOut.of)


@router.put("/partners/{partner_id}", response_model=PartnerOut)
async def put_partner(
    partner_id: UUID, body: PartnerIn, work: UnitOfWorkDep, caller: MayRegisterPartners
) -> PartnerOut:
    """Put a referring organisation or a provider on the register."""
    return PartnerOut.of(await commands.register_partner(work, body.partner(partner_id)))


@router.get("/partners", response_model=Page[PartnerOut])
async def list_partners(
    work: UnitOfWorkDep, caller: MayReadPartners, after: After = None, limit: PageSize = PAGE_SIZE
) -> Page[PartnerOut]:
    """The register of partners."""
    found = await queries.partners(work, after=decode_cursor(after), size=limit)
    more = encode_cursor(found[-1].id) if len(found) == limit else None
    return Page(items=[PartnerOut.of(each) for each in found], next=more)


@internal.post("/referred-persons")
async def fetch_persons(body: PersonsWanted, work: UnitOfWorkDep, caller: MayFetchPersons) -> PersonsOut:
    """Who was referred, for another service that registers them; every reading is written down."""
    found = await queries.accepted_persons(work, list(body.referral_ids), purpose=FETCH_PERSONS.purpose)
    return PersonsOut(persons={key: PersonOut.of(each) for key, each in found.items()})
