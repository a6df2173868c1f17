"""Splits a body into events by the content mode of the HTTP binding in which it was sent: structured, batch,
or binary (the attributes in `ce-*` headers, the data as the body)."""

import json
import re
from collections.abc import Iterable, Mapping
from itertools import takewhile
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

import msgspec

from services.participants.schemas.event_limits import LARGEST_EVENT
from shared.refusal import Refusal

LARGEST_BATCH: Final = 1000
EVENT: Final = "application/cloudevents+json"
BATCH: Final = "application/cloudevents-batch+json"
JSON: Final = "application/json"

_ATTRIBUTE: Final = re.compile(r"ce-([a-z0-9]+)")
_NOT_ATTRIBUTES: Final = frozenset({"data", "datacontenttype"})
"""What the body and its media type say in binary mode, and no header."""
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')

_Slices = msgspec.defstruct(
    "_Slices",
    [(f"event_{number}", msgspec.Raw, msgspec.Raw()) for number in range(LARGEST_BATCH + 1)],
    array_like=True,
)
"""A list of events of which no more are kept than show that it is too long: of `[1,1,1,…]`, a list of slices
would be many times the body. What is left out is an empty slice, which no event is."""

_SLICES = msgspec.json.Decoder(_Slices)
_SLICE = msgspec.json.Decoder(msgspec.Raw)

_HEX: Final = rb"[0-9a-fA-F]{2}"
_HIGH, _LOW = rb"\\u[dD][89abAB]" + _HEX, rb"\\u[dD][c-fC-F]" + _HEX
_LONE_SURROGATE: Final = re.compile(
    rb"(?<!\\)((?:\\\\)*)(?:" + _HIGH + rb"(?!" + _LOW + rb")|(?<!" + _HIGH + rb")" + _LOW + rb")"
)
_MOST_SURROGATES: Final = LARGEST_BATCH


class BatchUnreadable(Refusal):
    code = "batch-unreadable"
    status = 400
    title = "The body is not a JSON list of events."


class BatchTooLarge(Refusal):
    code = "batch-too-large"
    status = 413
    title = "A batch holds at most 1,000 events."


class Sent(NamedTuple):
    """Events that are not parsed yet; `is_single` where one was sent by itself, whose answer is its own."""

    events: list[bytes]
    is_single: bool


def sent(body: bytes, headers: Iterable[tuple[str, str]], content_type: str) -> Sent:
    """Split a body by its mode: `application/json` without `ce-*` headers is one event or a list of them.
    Raises BatchUnreadable, BatchTooLarge."""
    media_type = media_type_of(content_type)
    if media_type == BATCH:
        return Sent(split(body, batch=True), is_single=False)
    attributes = _attributes(headers) if media_type != EVENT else {}
    if attributes or media_type not in (EVENT, JSON):
        return Sent([_of_binary(body, attributes, content_type)], is_single=True)
    is_list = media_type == JSON and body.lstrip(b" \t\r\n").startswith(b"[")
    return Sent(split(body, batch=is_list), is_single=not is_list)


def media_type_of(content_type: str) -> str:
    """Take the parameters off a media type."""
    return content_type.partition(";")[0].strip().lower()


def split(body: bytes, *, batch: bool) -> list[bytes]:
    """Split a body into events that are not parsed yet. Raises BatchUnreadable, BatchTooLarge.

    Whatever is parsed later is checked then; what is too large for that is checked here."""
    if not batch and len(body) <= LARGEST_EVENT:
        return [body]
    try:
        slices = _slices(body, batch=batch)
    except BatchUnreadable:
        mended = without_lone_surrogates(body)
        if mended == body:
            raise
        slices = _slices(mended, batch=batch)
    events = list(takewhile(len, map(bytes, slices)))
    if len(events) > LARGEST_BATCH:
        raise BatchTooLarge
    return events


def without_lone_surrogates(body: bytes) -> bytes:
    """Put an escaped NUL in place of half a character, which is no text: the field that holds it is refused
    like any control character, and not the whole batch."""
    return _LONE_SURROGATE.sub(rb"\1\\u0000", body, count=_MOST_SURROGATES)


def _slices(body: bytes, *, batch: bool) -> Iterable[msgspec.Raw]:
    try:
        found: Iterable[msgspec.Raw] = (
            msgspec.structs.astuple(_SLICES.decode(body)) if batch else (_SLICE.decode(body),)
        )
    except (msgspec.DecodeError, RecursionError) as error:  # msgspec has no limit of depth but Python's
        raise BatchUnreadable from error
    return found


def _attributes(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Read the attributes of an event out of its headers (CloudEvents HTTP binding, 3.1.3)."""
    named = ((_ATTRIBUTE.fullmatch(name), value) for name, value in headers)
    return {match[1]: _decoded(value) for match, value in named if match and match[1] not in _NOT_ATTRIBUTES}


def _decoded(value: str) -> str:
    """Take quotes off, then percent-decode once. What is not UTF-8 becomes lone surrogates, which are refused
    where they stand."""
    quoted = _QUOTED.fullmatch(value)
    text = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else value
    return unquote_to_bytes(text.encode("latin-1")).decode(errors="surrogateescape")


def _of_binary(body: bytes, attributes: Mapping[str, str], content_type: str) -> bytes:
    """Write an event in binary mode as it would be in structured mode. Raises BatchUnreadable."""
    told = {**attributes, "datacontenttype": content_type}
    if not body:
        return json.dumps(told).encode()
    (data,) = _slices(without_lone_surrogates(body), batch=False)
    return b'{"data":' + bytes(data) + b"," + json.dumps(told).encode()[1:]
