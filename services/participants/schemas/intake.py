"""Parses CloudEvents as a provider's system posts them: strictly, one by one, so that one bad event never
sinks its neighbours, and cheaply refused where `event_limits` says so."""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Annotated, Any, Literal, cast

import msgspec
import orjson
from pydantic import (
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    create_model,
)

from services.participants.commands.amendment import CLOCK_SKEW
from services.participants.domain.refusals import TimeInFuture, UnknownType
from services.participants.forms.kept_form import as_meant
from services.participants.forms.mending import MendingForm
from services.participants.forms.posted_event import PostedEvent, PostedForm, record_id
from services.participants.forms.registry import FORMS, MENDING_FORMS, data_type
from services.participants.schemas.event_bodies import BatchUnreadable, without_lone_surrogates
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
from services.participants.schemas.fingerprints import fingerprint, first_fingerprint
from shared.clock import date_in_wales
from shared.field_encryption.key_ring import KeyRing
from shared.refusal import Refusal
from shared.web import problems
from shared.web.field_types import Reference, Timestamp

PREFIX = "cymru.dolen.participant."

_TEXT = r"^[\x21-\x7e]{1,200}$"
_Text = Annotated[str, StringConstraints(pattern=_TEXT)]
_JSON_TYPE = (
    r"(?i)^[\w!#$&^.+-]+/([\w!#$&^.+-]+\+)?json[ \t]*"
    r"(;[ \t]*(charset=\"?utf-8\"?|([a-bd-z][\w.-]*|c[a-gi-z][\w.-]*)=(\"[^\"]*\"|[\w.+-]+))[ \t]*)*$"
)
"""A media type of JSON (CloudEvents JSON format, 3.1), in UTF-8."""


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
    data_base64: str | None = None
    """`data`, as JSON in base64: one of the two."""
    datacontenttype: Annotated[
        str,
        StringConstraints(pattern=_JSON_TYPE),
        # the pattern is Python's, and generators read those of ECMAScript
        WithJsonSchema({"type": "string"}),
    ] = "application/json"


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


_IDENTIFIED = msgspec.json.Decoder(_Identified)


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
    event = _parsed(raw)
    try:
        is_long = may_have_many_fields(raw)
        posted = read(event, organisation=organisation, now=now, keys=keys, is_long=is_long)
    except Refusal as refusal:
        return id_of(event), refusal
    return posted.id, posted


def _parsed(raw: bytes) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        mended = without_lone_surrogates(raw)
        if mended == raw:
            raise BatchUnreadable from error
    return _parsed(mended)


def read(event: Any, *, organisation: str, now: datetime, keys: KeyRing, is_long: bool = True) -> PostedEvent:
    """Check one event, with its data by its type. Only one that `is_long` can have too many fields. `keys`
    recognise it when it is posted again: the id of its record follows from them, and nobody can guess it.

    Raises Misshapen, TooManyFields, UnknownType, TimeInFuture."""
    sent, given = _dumped(event), event
    if isinstance(event, dict) and event.get("data_base64") is not None:
        event, is_long = _with_decoded_data(event), True
    shape = _shape_of(event)
    if is_long:
        _check_fields(event, shape)
    checked, data = _checked(event, sent if event is given else _dumped(event), shape)
    if shape is Event:
        raise UnknownType(pointer="/type")
    if checked.time > now + CLOCK_SKEW:
        raise TimeInFuture(pointer="/time")
    record = record_id(keys.derived_id, organisation, checked.source, checked.id)
    form = cast(PostedForm | MendingForm, checked.data)
    kind = checked.type.removeprefix(PREFIX).removesuffix(".v1")
    return PostedEvent(
        id=checked.id,
        record_id=record,
        kind=kind,
        subject=checked.subject,
        programme=checked.programme,
        time=checked.time,
        local_date=date_in_wales(checked.time),
        posted_on=_posted_on(now),
        form=form,
        raw_data=orjson.dumps(data),
        fingerprint=fingerprint(keys, record, checked, kind, form),
        derive_id=keys.derived_id,
        first_fingerprint=partial(first_fingerprint, keys, sent),
    )


def _dumped(event: Any) -> bytes:
    """Write an event with each key once, the last of two. Raises Misshapen."""
    try:
        return orjson.dumps(event)
    except orjson.JSONEncodeError as error:  # orjson reads deeper than it writes
        raise Misshapen([{"loc": (), "type": "too_deep"}], Event) from error


def _with_decoded_data(event: dict[str, Any]) -> dict[str, Any]:
    """Read the data out of `data_base64` (CloudEvents JSON format, 3.1.1). Raises Misshapen."""
    encoded = event["data_base64"]
    if event.get("data") is not None:
        raise _misplaced("data_twice")
    if not isinstance(encoded, str):
        raise _misplaced("string_type")
    try:
        data = orjson.loads(without_lone_surrogates(b64decode(encoded, validate=True)))
    except orjson.JSONDecodeError as error:
        raise _misplaced("json_invalid") from error
    except ValueError as error:
        raise _misplaced("string_pattern_mismatch") from error
    return {**event, "data": data, "data_base64": None}


def _misplaced(kind: str) -> "Misshapen":
    return Misshapen([{"loc": ("data_base64",), "type": kind}], Event)


def _checked(event: Any, raw: bytes, shape: type[Event]) -> tuple[Event, Any]:
    """Check an event's shape; return it with its data as it is kept. Null means "left out" (handbook 2), and
    `50.0` is an integer: where a field does not take them, the event is read once more as it was meant, so
    that only those events pay for it. Raises Misshapen."""
    try:
        return shape.model_validate_json(raw, strict=True), event["data"]
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        has_unknown_field = any(each["type"] == "extra_forbidden" for each in errors)
        meant = as_meant(event)
        raw_meant = orjson.dumps(meant)
        if has_unknown_field or raw_meant == raw:
            raise Misshapen(errors, shape) from error
    return _checked(meant, raw_meant, shape)


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
