"""Routes about participants: HTTP in, one command or query, schema out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.participants import queries
from services.participants.commands.amend_record import amend_record
from services.participants.commands.erase_participant import erase_participant
from services.participants.domain.due.rule import DueFilter, RuleCode
from services.participants.domain.enrolment import Status
from services.participants.domain.enrolment_filter import EnrolmentFilter
from services.participants.permissions import (
    MayBreakGlass,
    MayCountForms,
    MayEraseParticipants,
    MayPostEvents,
    MayReadParticipants,
)
from services.participants.schemas.due import DueOut, DueSearchIn
from services.participants.schemas.erasure import ErasureIn, ErasureOut
from services.participants.schemas.incomplete_forms import IncompleteFormsListOut, IncompleteFormsOut
from services.participants.schemas.mending import AmendedOut, AmendIn, RecordWithVersionsOut
from services.participants.schemas.participants import (
    BreakGlassIn,
    EnrolmentOut,
    ExpectedOut,
    FoundOut,
    ParticipantOut,
    SearchIn,
)
from shared.service_context import UnitOfWorkDep
from shared.unit_of_work import UnitOfWork
from shared.web.csv_pages import CSV_CONTENT, csv_page
from shared.web.field_types import Reference
from shared.web.idempotency import IdempotencyDep
from shared.web.pagination import (
    PAGE_SIZE,
    After,
    Page,
    PageSize,
    dated_key,
    decode_cursor,
    decode_cursor_pair,
    decode_dated_cursor,
    paginate,
)
from shared.web.programme_codes import LotCode

router = APIRouter(prefix="/v1")


@router.get("/participants", response_model=Page[EnrolmentOut], tags=["participants"])
async def list_participants(
    work: UnitOfWorkDep,
    caller: MayReadParticipants,
    reference: Annotated[
        str | None,
        Query(max_length=64, description="Better searched for by POST: addresses are written to logs."),
    ] = None,
    status: Annotated[Status | None, Query()] = None,
    lot: Annotated[LotCode | None, Query()] = None,
    incomplete: Annotated[bool, Query(description="Only those with an incomplete form.")] = False,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[EnrolmentOut]:
    """Your own people: how each enrolment stands."""
    matching = EnrolmentFilter(reference, status, lot, incomplete)
    found = await queries.enrolments(work, matching, after=decode_cursor_pair(after), limit=limit + 1)
    mentors = await queries.mentor_references(work, {each.mentor for each in found if each.mentor})
    return paginate(
        found,
        limit,
        item=lambda each: EnrolmentOut.of(each, mentors),
        key=lambda each: (each.participant_id, each.id),
    )


@router.get("/participants.csv", tags=["participants"], response_class=Response, responses=CSV_CONTENT)
async def list_participants_as_csv(
    request: Request, page: Annotated[Page[EnrolmentOut], Depends(list_participants, scope="function")]
) -> Response:
    """The same list as CSV, an enrolment a row; the header `Link` has the address of the next page."""
    return csv_page(request, page, EnrolmentOut)


@router.post("/participants/search", response_model=FoundOut, tags=["participants"])
async def find_participant(body: SearchIn, work: UnitOfWorkDep, caller: MayReadParticipants) -> FoundOut:
    """Find one of your own people by your reference. It is not in the address, which is written to logs."""
    found = await queries.enrolments_by_reference(work, body.reference)
    mentors = await queries.mentor_references(work, {each.mentor for each in found if each.mentor})
    return FoundOut(items=[EnrolmentOut.of(each, mentors) for each in found])


@router.get("/participants/expected", response_model=Page[ExpectedOut], tags=["participants"])
async def list_expected(
    work: UnitOfWorkDep, caller: MayReadParticipants, after: After = None, limit: PageSize = PAGE_SIZE
) -> Page[ExpectedOut]:
    """People whose referral you accepted and who are not registered yet."""
    found = await queries.expected(work, after=decode_cursor(after), limit=limit + 1)
    return paginate(found, limit, item=ExpectedOut.of, key=lambda each: each.referral_id)


@router.get("/due", response_model=Page[DueOut], tags=["participants"])
async def list_due(
    work: UnitOfWorkDep,
    caller: MayReadParticipants,
    rule: Annotated[RuleCode | None, Query()] = None,
    worker: Annotated[
        Reference | None,
        Query(
            description="Only what is due of one mentor's people, by your own reference, where it is opaque."
            " One that is a name is searched for by POST: addresses are written to logs."
        ),
    ] = None,
    lot: Annotated[LotCode | None, Query()] = None,
    overdue: Annotated[bool, Query(description="Only what was due before today.")] = False,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[DueOut]:
    """What is due of your own people today, what fell due first comes first. It stays until it is mended."""
    return await _due(work, DueFilter(rule, worker, lot, overdue), after, limit)


@router.post("/due/search", tags=["participants"])
async def search_due(
    body: DueSearchIn,
    work: UnitOfWorkDep,
    caller: MayReadParticipants,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[DueOut]:
    """The same, with the mentor's reference out of the address."""
    return await _due(work, body.matching(), after, limit)


async def _due(work: UnitOfWork, matching: DueFilter, after: str | None, limit: int) -> Page[DueOut]:
    found = await queries.due(work, matching, after=decode_dated_cursor(after), limit=limit + 1)
    mentors = await queries.mentor_references(work, {each.mentor for each in found if each.mentor})
    return paginate(
        found,
        limit,
        item=lambda each: DueOut.of(each, mentors),
        key=lambda each: dated_key(each.due_on, each.id),
    )


@router.get("/incomplete-forms", response_model=IncompleteFormsListOut, tags=["participants"])
async def list_incomplete_forms(
    work: UnitOfWorkDep,
    caller: MayCountForms,
    programme: Annotated[Reference | None, Query(description="Of all programmes when left out.")] = None,
    lot: Annotated[LotCode | None, Query()] = None,
) -> IncompleteFormsListOut:
    """Incomplete forms by provider and form, and how many people's lack which field; a provider's own."""
    found = await queries.incomplete_forms(work, of_programme=programme, lot=lot)
    return IncompleteFormsListOut(programme=programme, items=[IncompleteFormsOut.of(each) for each in found])


@router.get("/participants/{participant_id}", response_model=ParticipantOut, tags=["participants"])
async def show_participant(
    participant_id: UUID, work: UnitOfWorkDep, caller: MayReadParticipants
) -> ParticipantOut:
    """One of your people with everything recorded about them; that you read it is written down."""
    return ParticipantOut.of(await queries.participant(work, participant_id))


@router.get(
    "/participants/{participant_id}/records",
    response_model=Page[RecordWithVersionsOut],
    tags=["participants"],
)
async def list_records(
    participant_id: UUID,
    work: UnitOfWorkDep,
    caller: MayReadParticipants,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[RecordWithVersionsOut]:
    """Everything recorded about one of your people, with what each record said before it was mended, why and
    by whom; that you read it is written down."""
    found = await queries.mended_records(
        work,
        participant_id,
        after=decode_cursor(after),
        limit=limit + 1,
    )
    return paginate(found, limit, item=RecordWithVersionsOut.of_mended, key=lambda each: each.record.id)


@router.post(
    "/participants/{participant_id}/records/{record_id}/amend",
    response_model=AmendedOut,
    tags=["participants"],
)
async def amend(
    participant_id: UUID,
    record_id: UUID,
    body: AmendIn,
    work: UnitOfWorkDep,
    caller: MayPostEvents,
    once: IdempotencyDep,
) -> Response:
    """Put a record right, or withdraw it. The record keeps what it said before."""
    command = amend_record(work, participant_id, record_id, body, reason=body.reason, author=body.author)
    return await once(command, AmendedOut.of, person=lambda accepted: accepted.participant)


@router.post(
    "/participants/{participant_id}/break-glass", response_model=ParticipantOut, tags=["participants"]
)
async def break_glass(
    participant_id: UUID, body: BreakGlassIn, work: UnitOfWorkDep, caller: MayBreakGlass
) -> ParticipantOut:
    """A person of any organisation, for a reason, in an emergency: this raises an alert and is reviewed, and
    the person's provider sees that you read it."""
    return ParticipantOut.of(await queries.participant_behind_glass(work, participant_id, body.reason))


@router.post("/participants/{participant_id}/erasure", response_model=ErasureOut, tags=["participants"])
async def erase(
    participant_id: UUID, body: ErasureIn, work: UnitOfWorkDep, caller: MayEraseParticipants
) -> ErasureOut:
    """Erase one of your people, for good: nobody can read them in any service again. Counts stay."""
    return ErasureOut.of(await erase_participant(work, participant_id, reason=body.reason))
