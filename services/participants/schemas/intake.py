"""Parses CloudEvents as a provider's system posts them: strictly, one by one, so that one bad event never
sinks its neighbours, and cheaply refused where `event_limits` says so."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import takewhile
from typing import Annotated, Any, Literal, cast
from uuid import UUID

import msgspec
import orjson
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    create_model,
)

from services.participants.commands.amendment import CLOCK_SKEW
from services.participants.commands.batch import Accepted, Outcome
from services.participants.domain.refusals import TimeInFuture, UnknownType
from services.participants.forms.kept_form import without_nulls
from services.participants.forms.mending import MendingForm
from services.participants.forms.posted_event import PostedEvent, PostedForm, record_id
from services.participants.forms.registry import FORMS, MENDING_FORMS, data_type
from services.participants.schemas.event_limits import (
    LARGEST_EVENT,
    MOST_ERRORS,
    MOST_REFUSALS,
    BatchAbandoned,
    EventTooLarge,
    check_field_count,
    may_have_many_fields,
    names_in,
    unknown_fields,
)
from shared.clock import date_in_wales
from shared.field_encryption.key_ring import KeyRing
from shared.refusal import Refusal
from shared.web import problems
from shared.web.field_types import Reference, Timestamp

PREFIX = "cymru.dolen.participant."
LARGEST_BATCH = 1000

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
    for name in (*FORMS, *MENDING_FORMS)
}
"""An event with its form is parsed in one pass."""

_OF_FORMS = {name: frozenset[str]().union(*map(names_in, forms)) for name, forms in FORMS.items()}
_NAMES = {
    **{_BY_TYPE[f"{PREFIX}{name}.v1"]: names for name, names in _OF_FORMS.items()},
    **{
        _BY_TYPE[f"{PREFIX}{name}.v1"]: frozenset(names_in(form)).union(*_OF_FORMS.values())
        for name, form in MENDING_FORMS.items()
    },
}
"""Every name that the `data` of an event can have; an amendment holds other forms."""


Read = tuple[str | None, PostedEvent | Refusal]
"""One event of a body: its id, where one could be read, and what was read or why it was refused."""


class _Identified(msgspec.Struct):
    """An event of which nothing but its id is read."""

    id: str | None = None


_Slices = msgspec.defstruct(
    "_Slices",
    [(f"event_{number}", msgspec.Raw, msgspec.Raw()) for number in range(LARGEST_BATCH + 1)],
    array_like=True,
)
"""A list of events of which no more are kept than show that it is too long: of `[1,1,1,…]`, a list of slices
would be many times the body. What is left out is an empty slice, which no event is."""

_SLICES = msgspec.json.Decoder(_Slices)
_SLICE = msgspec.json.Decoder(msgspec.Raw)
_IDENTIFIED = msgspec.json.Decoder(_Identified)


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


def read_events(
    events: Iterable[bytes], *, organisation: str, now: datetime, keys: KeyRing
) -> Iterator[Read]:
    """Read the events of a body, in order, one at a time. Raises BatchUnreadable.

    Once `MOST_REFUSALS` of them are refused, the rest is not looked at."""
    refused = 0
    for raw in events:
        if refused == MOST_REFUSALS:
            yield _id_in(raw), BatchAbandoned()
            continue
        each = _read_slice(raw, organisation, now, keys)
        refused += isinstance(each[1], Refusal)
        yield each


def _read_slice(raw: bytes, organisation: str, now: datetime, keys: KeyRing) -> Read:
    if len(raw) > LARGEST_EVENT:
        return _id_in(raw), EventTooLarge()
    try:
        event = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BatchUnreadable from error
    try:
        is_long = may_have_many_fields(raw)
        posted = read(event, organisation=organisation, now=now, keys=keys, is_long=is_long)
    except Refusal as refusal:
        return id_of(event), refusal
    return posted.id, posted


def split(body: bytes, *, batch: bool) -> list[bytes]:
    """Split a body into events that are not parsed yet. Raises BatchUnreadable, BatchTooLarge.

    Whatever is parsed later is checked then; what is too large for that is checked here."""
    if not batch and len(body) <= LARGEST_EVENT:
        return [body]
    try:
        slices = msgspec.structs.astuple(_SLICES.decode(body)) if batch else (_SLICE.decode(body),)
    except (msgspec.DecodeError, RecursionError) as error:  # msgspec has no limit of depth but Python's
        raise BatchUnreadable from error
    events = list(takewhile(len, map(bytes, slices)))
    if len(events) > LARGEST_BATCH:
        raise BatchTooLarge
    return events


def read(event: Any, *, organisation: str, now: datetime, keys: KeyRing, is_long: bool = True) -> PostedEvent:
    """Check one event, with its data by its type. Only one that `is_long` can have too many fields. `keys`
    recognise it when it is posted again: the id of its record follows from them, and nobody can guess it.

    Raises Misshapen, TooManyFields, UnknownType, TimeInFuture."""
    try:
        canonical = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:  # orjson reads deeper than it writes
        raise Misshapen([{"loc": (), "type": "too_deep"}], Event) from error
    shape = _shape_of(event)
    if is_long:
        _check_fields(event, shape)
    checked = _checked(canonical, shape)
    if shape is Event:
        raise UnknownType(pointer="/type")
    if checked.time > now + CLOCK_SKEW:
        raise TimeInFuture(pointer="/time")
    return PostedEvent(
        id=checked.id,
        record_id=record_id(keys.derived_id, organisation, checked.source, checked.id),
        kind=checked.type.removeprefix(PREFIX).removesuffix(".v1"),
        subject=checked.subject,
        programme=checked.programme,
        time=checked.time,
        local_date=date_in_wales(checked.time),
        posted_on=_posted_on(now),
        form=cast(PostedForm | MendingForm, checked.data),
        raw_data=orjson.dumps(event["data"]),
        fingerprint=keys.fingerprint(canonical),
        derive_id=keys.derived_id,
    )


def _checked(canonical: bytes, shape: type[Event]) -> Event:
    """Check an event's shape. Null means "left out" (handbook 2): where a field does not take it, the event
    is read once more without its nulls, so that only those events pay for it. Raises Misshapen."""
    try:
        return shape.model_validate_json(canonical, strict=True)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        has_unknown_field = any(each["type"] == "extra_forbidden" for each in errors)
        silent = orjson.dumps(without_nulls(orjson.loads(canonical)), option=orjson.OPT_SORT_KEYS)
        if has_unknown_field or silent == canonical:
            raise Misshapen(errors, shape) from error
    return _checked(silent, shape)


def _check_fields(event: Any, shape: type[Event]) -> None:
    """Refuse what pydantic would take long to refuse. Raises TooManyFields, Misshapen."""
    check_field_count(event)
    if shape in _NAMES:
        unknown = unknown_fields(event.get("data"), _NAMES[shape])
        if len(unknown) > MOST_ERRORS:
            raise Misshapen(unknown[:MOST_ERRORS], shape)


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
        problem: Mapping[str, Any] = problems.of_validation(
            outcome.errors, language, shape=outcome.shape, most=MOST_ERRORS
        )
    else:
        problem = problems.of_refusal(outcome, language)
    answer["problem"] = {"retry": False, **problem}
    return answer


def id_of(event: Any) -> str | None:
    """Find the event's id, where it has the shape of one: anything else could be anything."""
    found = event.get("id") if isinstance(event, dict) else None
    return found if isinstance(found, str) and re.fullmatch(_TEXT, found) else None


def _id_in(raw: bytes) -> str | None:
    """Find the id of an event that is not parsed."""
    try:
        return id_of({"id": _IDENTIFIED.decode(raw).id})
    except (ValueError, RecursionError):  # no object, or no text
        return None


class ResultOut(BaseModel):
    """One event's answer, as `/openapi.json` describes it."""

    id: str | None
    status: Literal["accepted", "duplicate", "rejected"]
    participant: UUID | None = None
    enrolment: UUID | None = None
    problem: dict[str, Any] | None = None


class ResultsOut(BaseModel):
    results: list[ResultOut] = Field(description="One result per event, in the order of the batch.")
