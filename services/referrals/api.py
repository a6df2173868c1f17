"""The REST routes of referrals: HTTP in, one command or query, schema out."""

from operator import attrgetter
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response

from services.referrals import queries
from services.referrals.commands.accept import accept
from services.referrals.commands.answer import answer
from services.referrals.commands.decline import decline
from services.referrals.commands.receive import receive
from services.referrals.commands.redirect import redirect
from services.referrals.commands.register_partner import confirm_partner, register_partner
from services.referrals.commands.return_for_information import return_for_information
from services.referrals.commands.withdraw import withdraw
from services.referrals.domain.referral import Status
from services.referrals.permissions import (
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
    PartnerMoveOut,
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
from shared.web.conditional_requests import IfMatchVersion, VersionIfSeen
from shared.web.idempotency import IdempotencyDep, json_response
from shared.web.pagination import PAGE_SIZE, After, Page, PageSize, decode_cursor, paginate

WHOSE: Final = attrgetter("id")
"""Of a referral, the person has the same id."""

router = APIRouter(prefix="/v1", tags=["referrals"])
internal = APIRouter(prefix="/internal", include_in_schema=False)


@router.post("/referrals", status_code=201, response_model=ReferralOut)
async def send_referral(
    body: ReferralIn, work: UnitOfWorkDep, caller: MaySendReferrals, once: IdempotencyDep
) -> Response:
    """Refer somebody: acknowledged at once, with a reference and the date a decision is due."""
    return await once(
        receive(work, body.new()), ReferralOut.of, person=WHOSE, reading=queries.note_answered, status=201
    )


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
        work, after=decode_cursor(after), limit=limit + 1, status=status, overdue=overdue
    )
    return paginate(found, limit, item=ReferralOut.of, key=lambda each: each.id)


@router.get("/referrals/{referral_id}", response_model=ReferralOut | ReferredOut)
async def show_referral(referral_id: UUID, work: UnitOfWorkDep, caller: MayReadReferrals) -> Response:
    """One referral. Its provider also sees who it is about, when it asks for the purpose of support and until
    the referral is declined or withdrawn."""
    found = await queries.referral(work, referral_id)
    if found.came_to_nothing or not READ_REFERRED_PERSONS.allows(caller):
        return json_response(ReferralOut.of(found))
    shown = await queries.with_person(work, found, by=READ_REFERRED_PERSONS)
    return json_response(ReferredOut.of_referral(shown))


@router.post("/referrals/{referral_id}/accept", response_model=ReferralOut)
async def accept_referral(
    referral_id: UUID,
    body: Annotated[AcceptIn, Body(default_factory=AcceptIn)],
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayDecideReferrals,
    once: IdempotencyDep,
) -> Response:
    """Take the person on."""
    command = accept(work, referral_id, expected_version=version, decided_on=body.decided_on)
    return await once(command, ReferralOut.of, person=WHOSE, reading=queries.note_answered)


@router.post("/referrals/{referral_id}/decline", response_model=ReferralOut)
async def decline_referral(
    referral_id: UUID,
    body: DeclineIn,
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayDecideReferrals,
    once: IdempotencyDep,
) -> Response:
    """Say no: who declined, why, what was offered instead and from when to try again."""
    command = decline(
        work, referral_id, expected_version=version, decided_on=body.decided_on, details=body.details()
    )
    return await once(command, ReferralOut.of, person=WHOSE, reading=queries.note_answered)


@router.post("/referrals/{referral_id}/redirect", response_model=ReferralOut)
async def redirect_referral(
    referral_id: UUID,
    body: RedirectIn,
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayDecideReferrals,
    once: IdempotencyDep,
) -> Response:
    """Hand the referral on to another lot, whose provider decides."""
    command = redirect(work, referral_id, expected_version=version, decided_on=body.decided_on, lot=body.lot)
    return await once(command, ReferralOut.of, person=WHOSE, reading=queries.note_answered)


@router.post("/referrals/{referral_id}/return", response_model=ReferralOut)
async def return_referral(
    referral_id: UUID,
    body: ReturnIn,
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayDecideReferrals,
    once: IdempotencyDep,
) -> Response:
    """Send the referral back to the referrer for information."""
    command = return_for_information(
        work, referral_id, expected_version=version, decided_on=body.decided_on, questions=body.questions
    )
    return await once(command, ReferralOut.of, person=WHOSE, reading=queries.note_answered)


@router.post("/referrals/{referral_id}/answer", response_model=ReferralOut)
async def answer_referral(
    referral_id: UUID,
    body: AnswerIn,
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MaySendReferrals,
    once: IdempotencyDep,
) -> Response:
    """Give the information that was asked for."""
    command = answer(work, referral_id, expected_version=version, answers=body.answers)
    return await once(command, ReferralOut.of, person=WHOSE, reading=queries.note_answered)


@router.post("/referrals/{referral_id}/withdraw", response_model=ReferralOut)
async def withdraw_referral(
    referral_id: UUID,
    body: Annotated[WithdrawIn, Body(default_factory=WithdrawIn)],
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MaySendReferrals,
    once: IdempotencyDep,
) -> Response:
    """Take the referral back, possible until the person is registered."""
    command = withdraw(work, referral_id, expected_version=version, withdrawal=body.withdrawal())
    return await once(command, ReferralOut.of, person=WHOSE, reading=queries.note_answered)


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
    found = await queries.partner_moves(work, partner_id, after=decode_cursor(after).int, limit=limit + 1)
    return paginate(found, limit, item=PartnerMoveOut.of, key=lambda each: UUID(int=each.version))


@internal.post("/referred-persons")
async def fetch_persons(body: PersonsWanted, work: UnitOfWorkDep, caller: MayFetchPersons) -> PersonsOut:
    """Who was referred to the provider on whose behalf another service asks, for registering them; every
    reading is written down."""
    found = await queries.accepted_with_persons(work, body.referral_ids, provider=caller.organisation)
    return PersonsOut(persons={key: PersonOut.of(each) for key, each in found.items()})
