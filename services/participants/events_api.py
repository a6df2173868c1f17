"""Routes of posted events: HTTP in, an answer for each event out."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Request, Response

from services.participants.clients.referrals import fetch_referred
from services.participants.commands.accept_batch import accept_batch, carried_over
from services.participants.commands.provider_lock import provider_lock
from services.participants.forms.posted_event import PostedEvent
from services.participants.forms.registry import FORMS
from services.participants.permissions import MayPostEvents
from services.participants.schemas import event_contract, event_files
from services.participants.schemas.event_bodies import (
    BATCH,
    EVENT,
    JSON,
    Sent,
    media_type_of,
    sent,
)
from services.participants.schemas.event_results import ResultsOut, result
from services.participants.schemas.intake import read_events
from shared.event_loop_turns import in_turns
from shared.service_context import ServiceContextDep, UnitOfWorkDep
from shared.web.problems import language_of, respond
from shared.web.spreadsheets import ODS, XLSX

router = APIRouter(prefix="/v1", tags=["events"])

FORM_NAMES: dict[str, Any] = {"enum": list(FORMS)}

BINARY = {"schema": {"type": "string", "format": "binary"}}
EVENTS_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            EVENT: {"schema": event_contract.EVENT},
            BATCH: {"schema": event_contract.BATCH},
            JSON: {"schema": {"anyOf": [event_contract.EVENT, event_contract.BATCH]}},
            event_files.CSV: {"schema": {"type": "string"}},
            XLSX: BINARY,
            ODS: BINARY,
        },
    }
}
"""The body is parsed event by event in `schemas/intake.py`; this is what `/openapi.json` says of it."""


@router.post("/events", response_model=ResultsOut, openapi_extra=EVENTS_BODY)
async def post_events(
    request: Request,
    work: UnitOfWorkDep,
    context: ServiceContextDep,
    caller: MayPostEvents,
    form: Annotated[
        str | None, Query(description="Of a file: which form its rows are.", json_schema_extra=FORM_NAMES)
    ] = None,
    is_dry_run: Annotated[
        bool, Query(alias="dry-run", description="Answer as if, and store and announce nothing.")
    ] = False,
) -> Response:
    """Post one CloudEvent (structured, binary or plain JSON), a batch of at most 1,000, or a file (CSV, XLSX,
    ODS) of as many rows. The answer has one result per event, in order; an event that was already accepted is
    a `duplicate`, and one that is rejected changes nothing. One event by itself that is rejected is answered
    with its problem."""
    events, is_single = await _sent(request, form)
    organisation = str(caller.organisation)
    async with provider_lock(caller.organisation):
        reading = read_events(events, organisation=organisation, now=work.now, keys=work.cipher.keys)
        found = await in_turns(reading)
    batch = [outcome for _, outcome in found if isinstance(outcome, PostedEvent)]
    referred = await fetch_referred(context, carried_over(batch), provider=caller.organisation)
    accepting = accept_batch(work, batch, referred, is_dry_run=is_dry_run) if batch else None
    outcomes = iter(await accepting if accepting else [])
    language = language_of(request)
    results = [
        result(id, next(outcomes) if isinstance(outcome, PostedEvent) else outcome, language)
        for id, outcome in found
    ]
    if is_single and (problem := results[0].get("problem")):
        return respond(problem, {"Content-Language": language})
    return Response(orjson.dumps({"results": results}), media_type=JSON)


async def _sent(request: Request, form: str | None) -> Sent:
    """Split the body into events by its media type. Raises FormUnknown, FileUnreadable, BatchUnreadable,
    BatchTooLarge."""
    body, content_type = await request.body(), request.headers.get("content-type", "")
    media_type = media_type_of(content_type)
    if media_type in event_files.MEDIA_TYPES:
        return Sent(await event_files.rows(body, media_type, form=form), is_single=False)
    return sent(body, request.headers.items(), content_type)


@router.get(
    "/event-templates/{form}.csv",
    response_class=Response,
    responses={200: {"content": {event_files.CSV: {"schema": {"type": "string"}}}}},
)
async def show_template(
    form: Annotated[str, Path(json_schema_extra=FORM_NAMES)], caller: MayPostEvents
) -> Response:
    """An empty CSV file of a form: its first line names the columns."""
    return Response(event_files.template(form), media_type=event_files.CSV)
