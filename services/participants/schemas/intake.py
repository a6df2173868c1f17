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
    TypeAdapter,
    ValidationError,
)

from services.participants import forms
from services.participants.commands.intake import Accepted, Outcome
from services.participants.domain.refusals import TimeInFuture, UnknownType
from services.participants.posted import Posted
from services.participants.store.intake import record_id
from shared import problems
from shared.clock import date_in_wales
from shared.refusal import Refusal
from shared.shapes import Instant, Reference

PREFIX = "cymru.dolen.participant."
LARGEST_BATCH = 1000
CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead of ours a sender's clock may be."""

_FORMS: dict[str, Any] = {
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

POSTED: dict[str, TypeAdapter[Any]] = {
    f"{PREFIX}{name}.v1": TypeAdapter(form) for name, form in _FORMS.items()
}
"""What a provider's system may post, and the shape of its `data`."""

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
    time: Instant
    """When it happened."""
    programme: Reference | None = None
    """Which programme is meant, for a person who takes part in several."""
    data: dict[str, Any]
    datacontenttype: Literal["application/json"] = "application/json"


class BatchUnreadable(Refusal):
    code = "batch-unreadable"
    status = 400
    title = "The body is not a JSON list of events."


class BatchTooLarge(Refusal):
    code = "batch-too-large"
    status = 413
    title = "A batch holds at most 1,000 events."


class Misshapen(Refusal):
    """An event that does not have the shape it should have; `problem` tells where."""

    code = "invalid"
    status = 422
    title = problems.INVALID

    def __init__(self, errors: list[Any], shape: Any, under: str = "") -> None:
        super().__init__()
        self.errors, self.shape, self.under = errors, shape, under


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


def read(event: Any, *, organisation: str, now: datetime) -> Posted:
    """One event, checked: its envelope, then its data by its type.

    Raises Misshapen, UnknownType, TimeInFuture."""
    try:
        canonical = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:  # it reads deeper than it writes
        raise Misshapen([{"loc": (), "type": "too_deep"}], Event) from error
    try:
        envelope = Event.model_validate(event, strict=True)
    except ValidationError as error:
        raise Misshapen(error.errors(include_url=False, include_input=False), Event) from error
    if (adapter := POSTED.get(envelope.type)) is None:
        raise UnknownType(pointer="/type")
    if envelope.time > now + CLOCK_SKEW:
        raise TimeInFuture(pointer="/time")
    kind = envelope.type.removeprefix(PREFIX).removesuffix(".v1")
    told = orjson.dumps(envelope.data)
    try:
        form = adapter.validate_json(told, strict=True)
    except ValidationError as error:
        shape = _FORMS[kind]
        raise Misshapen(error.errors(include_url=False, include_input=False), shape, "/data") from error
    return Posted(
        id=envelope.id,
        record=record_id(organisation, envelope.source, envelope.id),
        kind=kind,
        subject=envelope.subject,
        programme=envelope.programme,
        time=envelope.time,
        on=date_in_wales(envelope.time),
        form=form,
        told=told,
        fingerprint=hashlib.blake2b(canonical, digest_size=16).digest(),
    )


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
        problem: Mapping[str, Any] = problems.of_validation(
            outcome.errors, language, shape=outcome.shape, under=outcome.under
        )
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
