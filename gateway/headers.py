"""Which headers pass through the door, in either direction: an allow-list, so that nothing a caller makes up
can pass for ours, and nothing a service says for itself gets out."""

import re
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from starlette.datastructures import Headers

from gateway.refusals import BadRequest, HeadersTooLarge
from shared.auth.token_verifier import InvalidToken
from shared.ids import new_id

CORRELATION: Final = "x-correlation-id"
TRACEPARENT: Final = "traceparent"

HANDED_ON: Final = (
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    TRACEPARENT,
    CORRELATION,
)
_LISTS: Final = ("accept", "accept-language")
"""Those that may come in several lines, which mean the same as one (RFC 9110, 5.3)."""

HANDED_BACK: Final = (
    "allow",
    "content-disposition",
    "content-language",
    "content-type",
    "dolen-left-out",
    "etag",
    "location",
    "retry-after",
    "vary",
    "www-authenticate",
)

LARGEST: Final = 16 * 1024
"""Bytes of all headers together: the HTTP parser under us has no limit of its own."""

_PRINTABLE: Final = re.compile(r"[\x20-\x7e]*")
_TRACEPARENT: Final = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_OWN_ADDRESS: Final = re.compile(r"/(?![/\\])[\x21-\x7e]*")


def check_size(headers: Headers) -> None:
    """Raises HeadersTooLarge."""
    if sum(len(name) + len(value) for name, value in headers.raw) > LARGEST:
        raise HeadersTooLarge(limit=LARGEST)


def one(headers: Headers, name: str) -> str | None:
    """The value of a header that means something only once.

    Raises BadRequest where it comes twice: the service might go by the other one."""
    values = headers.getlist(name)
    if len(values) > 1:
        raise BadRequest
    return values[0] if values else None


def bearer(headers: Headers) -> str:
    """The access token. Raises InvalidToken where there is not exactly one."""
    values = headers.getlist("authorization")
    scheme, _, token = values[0].partition(" ") if len(values) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not token or not _PRINTABLE.fullmatch(token):
        raise InvalidToken
    return token.strip()


def correlation(headers: Headers) -> str:
    """The caller's correlation id where it is a UUID, else a fresh one. Only a UUID: it is written to logs
    and on the bus, where a name or a number of somebody must not get."""
    try:
        return str(UUID(one(headers, CORRELATION) or ""))
    except (ValueError, BadRequest):
        return str(new_id())


def is_trace(value: str) -> bool:
    """Whether a traceparent is one (W3C Trace Context, 3.2); a broken one is to be ignored."""
    return _TRACEPARENT.fullmatch(value) is not None


def handed_on(headers: Headers) -> dict[str, str]:
    """What a service is told of a request's headers. Raises BadRequest."""
    told = {}
    for name in HANDED_ON:
        value = ", ".join(headers.getlist(name)) if name in _LISTS else one(headers, name)
        if not value:
            continue
        if not _PRINTABLE.fullmatch(value):
            raise BadRequest
        told[name] = value
    return told


def handed_back(headers: Mapping[str, str]) -> dict[str, str]:
    """What a caller is told of an answer's headers. A redirection is handed back only where it stays on this
    host: services redirect to their private addresses."""
    told = {name: headers[name] for name in HANDED_BACK if name in headers}
    if not _OWN_ADDRESS.fullmatch(told.get("location", "/")):
        del told["location"]
    return told
