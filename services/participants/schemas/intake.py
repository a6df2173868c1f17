"""Parses CloudEvents as a provider's system posts them: strictly, one by one, so that one bad event never
sinks its neighbours."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, Literal, cast
from uuid import UUID

import orjson
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    create_model,
)

from services.participants.commands.batch import Accepted, Outcome
from services.participants.domain.refusals import TimeInFuture, UnknownType
from services.participants.forms.posted_event import PostedEvent, PostedForm, record_id
from services.participants.forms.registry import FORMS, data_type
from shared.clock import date_in_wales
from shared.refusal import Refusal
from shared.web import problems
from shared.web.field_types import Reference, Timestamp

PREFIX = "cymru.dolen.participant."
LARGEST_BATCH = 1000
CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead of ours a sender's clock may be."""

_TEXT = r"^[\x21-\x7e]{1,200}$"
_Text = Annotated[str, StringConstraints(pattern=_TEXT)]


class Event(BaseModel):
    """The attributes of a CloudEvent that mean something here; other extensions are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    specversion: Literal["1.0"]
    id: _Text
    source: _Text
    type: _Text
    subject: Reference
    """The provider's own reference for the person."""
    time: Timestamp
    """When it happened."""
    programme: Reference | None = None
    """Which programme is meant, for a person who takes part in several."""
    data: dict[str, Any]
    datacontenttype: Literal["application/json"] = "application/json"


_BY_TYPE: dict[str, type[Event]] = {
    f"{PREFIX}{name}.v1": create_model(f"Event of {name}", __base__=Event, data=(data_type(name), ...))
    for name in FORMS
}
"""An event with its form is parsed in one pass."""


class BatchUnreadable(Refusal):
    code = "batch-unreadable"
    status = 400
    title = "The body is not a JSON list of events."


class BatchTooLarge(Refusal):
    code = "batch-too-large"
    status = 413
    title = "A batch holds at most 1,000 events."


class Misshapen(Refusal):
    """An event that does not have the shape it should have; `errors` say where."""

    code = "invalid"
    status = 422
    title = problems.INVALID

    def __init__(self, errors: list[Any], shape: type[Event]) -> None:
        super().__init__()
        self.errors, self.shape = errors, shape


def split(body: bytes, *, batch: bool) -> list[Any]:
    """Split a body into events that are not looked at yet. Raises BatchUnreadable, BatchTooLarge."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BatchUnreadable from error
    events = content if batch else [content]
    if not isinstance(events, list):
        raise BatchUnreadable
    if len(events) > LARGEST_BATCH:
        raise BatchTooLarge
    return events


def read(event: Any, *, organisation: str, now: datetime) -> PostedEvent:
    """Check one event, with its data by its type.

    Raises Misshapen, UnknownType, TimeInFuture."""
    try:
        canonical = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:  # orjson reads deeper than it writes
        raise Misshapen([{"loc": (), "type": "too_deep"}], Event) from error
    shape = _shape_of(event)
    try:
        checked = shape.model_validate_json(canonical, strict=True)
    except ValidationError as error:
        raise Misshapen(error.errors(include_url=False, include_input=False), shape) from error
    if shape is Event:
        raise UnknownType(pointer="/type")
    if checked.time > now + CLOCK_SKEW:
        raise TimeInFuture(pointer="/time")
    return PostedEvent(
        id=checked.id,
        record_id=record_id(organisation, checked.source, checked.id),
        kind=checked.type.removeprefix(PREFIX).removesuffix(".v1"),
        subject=checked.subject,
        programme=checked.programme,
        time=checked.time,
        local_date=date_in_wales(checked.time),
        posted_on=_posted_on(now),
        form=cast(PostedForm, checked.data),
        raw_data=orjson.dumps(event["data"]),
        fingerprint=hashlib.blake2b(canonical, digest_size=16).digest(),
    )


@lru_cache(maxsize=8)
def _posted_on(now: datetime) -> date:
    """Work out the date in Wales once for all events of a request, which share the instant."""
    return date_in_wales(now)


def _shape_of(event: Any) -> type[Event]:
    """Find the shape by the event's type; where that is not known, the shape that every event has."""
    type_ = event.get("type") if isinstance(event, dict) else None
    return _BY_TYPE.get(type_, Event) if isinstance(type_, str) else Event


def result(event_id: str | None, outcome: Outcome, language: str) -> dict[str, Any]:
    """Answer for one event: accepted, duplicate, or rejected with a problem."""
    answer: dict[str, Any] = {"id": event_id}
    if isinstance(outcome, Accepted):
        answer["status"] = "duplicate" if outcome.duplicate else "accepted"
        answer["participant"] = str(outcome.participant)
        answer["enrolment"] = str(outcome.enrolment)
        return answer
    answer["status"] = "rejected"
    if isinstance(outcome, Misshapen):
        problem: Mapping[str, Any] = problems.of_validation(outcome.errors, language, shape=outcome.shape)
    else:
        problem = problems.of_refusal(outcome, language)
    answer["problem"] = {"retry": False, **problem}
    return answer


def id_of(event: Any) -> str | None:
    """Find the event's id, where it has the shape of one: anything else could be anything."""
    found = event.get("id") if isinstance(event, dict) else None
    return found if isinstance(found, str) and re.fullmatch(_TEXT, found) else None


class ResultOut(BaseModel):
    """One event's answer, as `/openapi.json` describes it."""

    id: str | None
    status: Literal["accepted", "duplicate", "rejected"]
    participant: UUID | None = None
    enrolment: UUID | None = None
    problem: dict[str, Any] | None = None


class ResultsOut(BaseModel):
    results: list[ResultOut] = Field(description="One result per event, in the order of the batch.")
