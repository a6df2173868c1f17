"""HTTP in, one command, schema out."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request, Response

from services.participants import queries
from services.participants.clients import referrals
from services.participants.commands import accept_batch as commands
from services.participants.domain.enrolment import Status
from services.participants.permissions import READ_PARTICIPANTS, MayPostEvents, MayReadParticipants
from services.participants.posted_event import PostedEvent, registrations
from services.participants.schemas.intake import LARGEST_BATCH, Event, ResultsOut, id_of, read, result, split
from services.participants.schemas.participants import EnrolmentOut, ExpectedOut, ParticipantOut
from shared.contracts.vocabulary import Lot
from shared.refusal import Refusal
from shared.service_context import ServiceContextDep, UnitOfWorkDep
from shared.web.pagination import PAGE_SIZE, After, Page, PageSize, decode_cursor, encode_cursor
from shared.web.problems import language_of

router = APIRouter(prefix="/v1")

BATCH = "application/cloudevents-batch+json"
EVENTS_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/cloudevents+json": {"schema": Event.model_json_schema()},
            BATCH: {
                "schema": {
                    "type": "array",
                    "maxItems": LARGEST_BATCH,
                    "items": Event.model_json_schema(),
                }
            },
        },
    }
}
"""The body is read by hand, event by event; this is what `/openapi.json` says of it."""


@router.post("/events", response_model=ResultsOut, tags=["events"], openapi_extra=EVENTS_BODY)
async def post_events(
    request: Request, work: UnitOfWorkDep, context: ServiceContextDep, caller: MayPostEvents
) -> Response:
    """Post one CloudEvent, or a batch of at most 1,000. The answer has one result per event, in order; an
    event that was already accepted is a `duplicate`, and one that is rejected changes nothing."""
    is_batch = request.headers.get("content-type", "").partition(";")[0].strip().lower() == BATCH
    events = split(await request.body(), batch=is_batch)
    organisation = str(caller.organisation)
    outcomes: list[commands.Outcome | PostedEvent] = [_read(each, organisation, work) for each in events]
    batch = [each for each in outcomes if isinstance(each, PostedEvent)]
    referred = await referrals.fetch(context, _without_person(batch))
    taken = iter(await commands.accept_batch(work, batch, referred) if batch else [])
    language = language_of(request)
    results: list[dict[str, Any]] = [
        result(outcome.id, next(taken), language)
        if isinstance(outcome, PostedEvent)
        else result(id_of(event), outcome, language)
        for event, outcome in zip(events, outcomes, strict=True)
    ]
    return Response(orjson.dumps({"results": results}), media_type="application/json")


def _read(event: Any, organisation: str, work: UnitOfWorkDep) -> PostedEvent | Refusal:
    try:
        return read(event, organisation=organisation, now=work.now)
    except Refusal as refusal:
        return refusal


def _without_person(batch: list[PostedEvent]) -> set[UUID]:
    """The referrals whose people are carried over."""
    return {form.referral for form in registrations(batch) if form.referral and form.person is None}


@router.get("/participants", response_model=Page[EnrolmentOut], tags=["participants"])
async def list_participants(
    work: UnitOfWorkDep,
    caller: MayReadParticipants,
    reference: Annotated[str | None, Query(max_length=64)] = None,
    status: Annotated[Status | None, Query()] = None,
    lot: Annotated[Lot | None, Query()] = None,
    incomplete: Annotated[bool, Query(description="Only those with an incomplete form.")] = False,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[EnrolmentOut]:
    """Your own people: how each enrolment stands."""
    found = await queries.enrolments(
        work,
        after=decode_cursor(after),
        size=limit,
        reference=reference,
        status=status,
        lot=lot,
        incomplete=incomplete,
    )
    more = encode_cursor(found[-1].participant_id) if len(found) == limit else None
    return Page(items=[EnrolmentOut.of(each) for each in found], next=more)


@router.get("/participants/expected", response_model=Page[ExpectedOut], tags=["participants"])
async def list_expected(
    work: UnitOfWorkDep, caller: MayReadParticipants, after: After = None, limit: PageSize = PAGE_SIZE
) -> Page[ExpectedOut]:
    """People whose referral you accepted and who are not registered yet."""
    found = await queries.expected(work, after=decode_cursor(after), size=limit)
    more = encode_cursor(found[-1].referral_id) if len(found) == limit else None
    return Page(items=[ExpectedOut.of(each) for each in found], next=more)


@router.get("/participants/{participant_id}", response_model=ParticipantOut, tags=["participants"])
async def show_participant(
    participant_id: UUID, work: UnitOfWorkDep, caller: MayReadParticipants
) -> ParticipantOut:
    """One of your people with everything recorded about them; that you read it is written down."""
    found = await queries.participant(work, participant_id, purpose=READ_PARTICIPANTS.purpose)
    return ParticipantOut.of(found)
