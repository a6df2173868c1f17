"""The REST routes of referrals: HTTP in, one command or query, schema out."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from services.referrals import queries
from services.referrals.commands.accept import accept
from services.referrals.commands.answer import answer
from services.referrals.commands.decline import decline
from services.referrals.commands.note_progress import Progress, note_progress
from services.referrals.commands.receive import receive
from services.referrals.commands.redirect import redirect
from services.referrals.commands.return_for_information import return_for_information
from services.referrals.commands.withdraw import withdraw
from services.referrals.domain.referral import Referral, Status
from services.referrals.permissions import (
    READ_REFERRED_PERSONS,
    MayDecideReferrals,
    MayFetchPersons,
    MayReadReferrals,
    MaySendReferrals,
)
from services.referrals.schemas import (
    AcceptIn,
    AnswerIn,
    DeclineIn,
    MoveOut,
    PersonOut,
    PersonsOut,
    PersonsWanted,
    ProgressIn,
    RedirectIn,
    ReferralIn,
    ReferralOut,
    ReferredOut,
    ReturnIn,
    WithdrawIn,
)
from shared.clock import date_in_wales
from shared.service_context import UnitOfWorkDep
from shared.unit_of_work import UnitOfWork
from shared.web.conditional_requests import IfMatchVersion
from shared.web.csv_pages import CSV_CONTENT, csv_page
from shared.web.idempotency import IdempotencyDep, json_response
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

WHOSE: Final = attrgetter("id")
"""Of a referral, the person has the same id."""

router = APIRouter(prefix="/v1", tags=["referrals"])
internal = APIRouter(prefix="/internal", include_in_schema=False)


def _shown(work: UnitOfWork) -> Callable[[Referral], ReferralOut]:
    """What a referral is shown as today: its clocks run."""
    return partial(ReferralOut.of, today=date_in_wales(work.now))


@router.post("/referrals", status_code=201, response_model=ReferralOut)
async def send_referral(
    body: ReferralIn, work: UnitOfWorkDep, caller: MaySendReferrals, once: IdempotencyDep
) -> Response:
    """Refer somebody: acknowledged at once, with a reference and the date a decision is due. A provider
    writes down who comes by themselves, or who is referred by somebody without a system."""
    return await once(
        receive(work, body.new()), _shown(work), person=WHOSE, reading=queries.note_answered, status=201
    )


@router.get("/referrals", response_model=Page[ReferralOut])
async def list_referrals(
    work: UnitOfWorkDep,
    caller: MayReadReferrals,
    status: Annotated[Status | None, Query()] = None,
    overdue: Annotated[bool, Query(description="Only those of which a clock is overdue.")] = False,
    try_again: Annotated[
        bool, Query(alias="try-again", description="Only declined people who may be tried again from today.")
    ] = False,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[ReferralOut]:
    """Your own referrals: those you sent, or those you are asked to decide."""
    found = await queries.referrals(
        work,
        after=decode_cursor(after),
        limit=limit + 1,
        status=status,
        overdue=overdue,
        try_again=try_again,
    )
    return paginate(found, limit, item=_shown(work), key=lambda each: each.id)


@router.get("/referrals.csv", response_class=Response, responses=CSV_CONTENT)
async def list_referrals_as_csv(
    request: Request, page: Annotated[Page[ReferralOut], Depends(list_referrals, scope="function")]
) -> Response:
    """The same list as CSV, a referral a row; the header `Link` has the address of the next page."""
    return csv_page(request, page, ReferralOut)


@router.get("/referrals/{referral_id}", response_model=ReferralOut | ReferredOut)
async def show_referral(referral_id: UUID, work: UnitOfWorkDep, caller: MayReadReferrals) -> Response:
    """One referral. Its provider also sees who it is about, when it asks for the purpose of support and until
    the referral is declined or withdrawn."""
    found = await queries.referral(work, referral_id)
    if found.came_to_nothing or not READ_REFERRED_PERSONS.allows(caller):
        return json_response(_shown(work)(found))
    shown = await queries.with_person(work, found, by=READ_REFERRED_PERSONS)
    return json_response(ReferredOut.of_referral(shown, today=date_in_wales(work.now)))


@router.get("/referrals/{referral_id}/history", response_model=Page[MoveOut])
async def list_referral_history(
    referral_id: UUID,
    work: UnitOfWorkDep,
    caller: MayReadReferrals,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[MoveOut]:
    """The moves of a referral, in order; a provider's own time with it."""
    last = decode_numbered_cursor(after, largest=LARGEST_INTEGER)
    found = await queries.moves(work, referral_id, after=last, limit=limit + 1)
    return paginate(found, limit, item=MoveOut.of, key=lambda each: numbered_key(each.version))


@router.post("/referrals/{referral_id}/review", response_model=ReferralOut)
async def review_referral(
    referral_id: UUID,
    body: Annotated[ProgressIn, Body(default_factory=ProgressIn)],
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayDecideReferrals,
    once: IdempotencyDep,
) -> Response:
    """Begin to look at the referral."""
    command = note_progress(work, referral_id, Progress.UNDER_REVIEW, expected_version=version, on=body.on)
    return await once(command, _shown(work), person=WHOSE, reading=queries.note_answered)


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
    return await once(command, _shown(work), person=WHOSE, reading=queries.note_answered)


@router.post("/referrals/{referral_id}/allocate", response_model=ReferralOut)
async def allocate_referral(
    referral_id: UUID,
    body: Annotated[ProgressIn, Body(default_factory=ProgressIn)],
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayDecideReferrals,
    once: IdempotencyDep,
) -> Response:
    """Note that a mentor was chosen for somebody who was taken on."""
    command = note_progress(work, referral_id, Progress.ALLOCATED, expected_version=version, on=body.on)
    return await once(command, _shown(work), person=WHOSE, reading=queries.note_answered)


@router.post("/referrals/{referral_id}/attempt-contact", response_model=ReferralOut)
async def attempt_contact(
    referral_id: UUID,
    body: Annotated[ProgressIn, Body(default_factory=ProgressIn)],
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayDecideReferrals,
    once: IdempotencyDep,
) -> Response:
    """Note that contact was attempted with somebody who was taken on, for the first time or again."""
    move = Progress.CONTACT_ATTEMPTED
    command = note_progress(work, referral_id, move, expected_version=version, on=body.on)
    return await once(command, _shown(work), person=WHOSE, reading=queries.note_answered)


@router.post("/referrals/{referral_id}/decline", response_model=ReferralOut)
async def decline_referral(
    referral_id: UUID,
    body: DeclineIn,
    version: IfMatchVersion,
    work: UnitOfWorkDep,
    caller: MayDecideReferrals,
    once: IdempotencyDep,
) -> Response:
    """Say no, possible until the person is registered: who declined, why, what was offered instead and from
    when to try again."""
    command = decline(
        work, referral_id, expected_version=version, decided_on=body.decided_on, details=body.details()
    )
    return await once(command, _shown(work), person=WHOSE, reading=queries.note_answered)


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
    return await once(command, _shown(work), person=WHOSE, reading=queries.note_answered)


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
    return await once(command, _shown(work), person=WHOSE, reading=queries.note_answered)


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
    command = answer(
        work, referral_id, expected_version=version, answered_on=body.answered_on, answers=body.answers
    )
    return await once(command, _shown(work), person=WHOSE, reading=queries.note_answered)


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
    return await once(command, _shown(work), person=WHOSE, reading=queries.note_answered)


@internal.post("/referred-persons")
async def fetch_persons(body: PersonsWanted, work: UnitOfWorkDep, caller: MayFetchPersons) -> PersonsOut:
    """Who was referred to the provider on whose behalf another service asks, for registering them; every
    reading is written down."""
    found = await queries.accepted_with_persons(work, body.referral_ids, provider=caller.organisation)
    return PersonsOut(persons={key: PersonOut.of(each) for key, each in found.items()})
