"""A CloudEvent as a provider's system posts it: read strictly, one by one, so that one bad event never
sinks its neighbours."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
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

from services.participants import forms
from services.participants.commands.accept_batch import Accepted, Outcome
from services.participants.domain.refusals import TimeInFuture, UnknownType
from services.participants.posted_event import PostedEvent
from services.participants.store.intake import record_id
from shared.clock import date_in_wales
from shared.refusal import Refusal
from shared.web import problems
from shared.web.field_types import Reference, Timestamp

PREFIX = "cymru.dolen.participant."
LARGEST_BATCH = 1000
CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead of ours a sender's clock may be."""

FORMS: dict[str, Any] = {
    "registered": forms.Registration,
    "assessed": forms.Assessment,
    "risk-assessed": forms.Risk,
    "mentor-allocated": forms.Allocation,
    "action-plan-agreed": forms.ActionPlan,
    "contact-recorded": forms.Contact,
    "activity-recorded": forms.Activity,
    "intensity-changed": forms.Intensity,
    "suspended": forms.Suspension,
    "resumed": forms.Resumption,
    "achievement-recorded": forms.Achievement,
    "exited": forms.Exit,
    "rejoined": forms.Return,
    "followed-up": forms.FollowUpReport,
    "corrected": forms.Correction,
}
"""What a provider's system may post, by the part of its type that says what happened, and the shape of its
`data`."""

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
    f"{PREFIX}{name}.v1": create_model(f"Event of {name}", __base__=Event, data=(form, ...))
    for name, form in FORMS.items()
}
"""An event with its form is read in one pass."""


class BatchUnreadable(Refusal):
    code = "batch-unreadable"
    status = 400
    title = "The body is not a JSON list of events."


class BatchTooLarge(Refusal):
    code = "batch-too-large"
    status = 413
    title = "A batch holds at most 1,000 events."


class Misshapen(Refusal):
    """An event that does not have the shape it should have; `errors` tell where."""

    code = "invalid"
    status = 422
    title = problems.INVALID

    def __init__(self, errors: list[Any], shape: type[Event]) -> None:
        super().__init__()
        self.errors, self.shape = errors, shape


def split(body: bytes, *, batch: bool) -> list[Any]:
    """The events in a body, not yet looked at. Raises BatchUnreadable, BatchTooLarge."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BatchUnreadable from error
    events = found if batch else [found]
    if not isinstance(events, list):
        raise BatchUnreadable
    if len(events) > LARGEST_BATCH:
        raise BatchTooLarge
    return events


def read(event: Any, *, organisation: str, now: datetime) -> PostedEvent:
    """One event, checked, its data by its type.

    Raises Misshapen, UnknownType, TimeInFuture."""
    try:
        canonical = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:  # it reads deeper than it writes
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
        record=record_id(organisation, checked.source, checked.id),
        kind=checked.type.removeprefix(PREFIX).removesuffix(".v1"),
        subject=checked.subject,
        programme=checked.programme,
        time=checked.time,
        on=date_in_wales(checked.time),
        form=checked.data,
        raw_data=orjson.dumps(event["data"]),
        fingerprint=hashlib.blake2b(canonical, digest_size=16).digest(),
    )


def _shape_of(event: Any) -> type[Event]:
    """By its type; where that is not known, the shape that every event has."""
    type_ = event.get("type") if isinstance(event, dict) else None
    return _BY_TYPE.get(type_, Event) if isinstance(type_, str) else Event


def result(event_id: str | None, outcome: Outcome, language: str) -> dict[str, Any]:
    """What is answered for one event: accepted, duplicate, or rejected with a problem."""
    said: dict[str, Any] = {"id": event_id}
    if isinstance(outcome, Accepted):
        said["status"] = "duplicate" if outcome.duplicate else "accepted"
        said["participant"] = str(outcome.participant)
        said["enrolment"] = str(outcome.enrolment)
        return said
    said["status"] = "rejected"
    if isinstance(outcome, Misshapen):
        problem: Mapping[str, Any] = problems.of_validation(outcome.errors, language, shape=outcome.shape)
    else:
        problem = problems.of_refusal(outcome, language)
    said["problem"] = {"retry": False, **problem}
    return said


def id_of(event: Any) -> str | None:
    """The event's id, where it has the shape of one: anything else could be anything."""
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
