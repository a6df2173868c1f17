"""Filters headers in both directions by allow-lists: nothing that a caller makes up can pass for ours, and
nothing that a service says for itself gets out."""

import re
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers

from gateway.refusals import BadRequest, HeadersTooLarge
from shared.auth.token_verifier import InvalidToken
from shared.web.correlation import CORRELATION

TRACEPARENT: Final = "traceparent"

FORWARDED: Final = (
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    TRACEPARENT,
    CORRELATION,
)
_LIST_HEADERS: Final = ("accept", "accept-language")
"""Headers that may have several lines, which mean the same as one (RFC 9110, 5.3)."""

RETURNED: Final = (
    "allow",
    "content-disposition",
    "content-language",
    "content-type",
    "dolen-known-at",
    "dolen-left-out",
    "etag",
    "link",
    "location",
    "retry-after",
    "vary",
    "www-authenticate",
)

LARGEST_HEADERS: Final = 16 * 1024
"""Bytes of all headers together: the HTTP parser under us has no limit of its own."""

_PRINTABLE: Final = re.compile(r"[\x20-\x7e]*")
_TRACEPARENT: Final = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_ATTRIBUTE: Final = re.compile(r"ce-[a-z0-9]{1,64}")
"""A header that carries an attribute of an event (CloudEvents HTTP binding, 3.1.3)."""
_OWN_ADDRESS: Final = re.compile(r"/(?![/\\])[\x21-\x7e]*")


def check_size(headers: Headers) -> None:
    """Check the size of all headers. Raises HeadersTooLarge."""
    if sum(len(name) + len(value) for name, value in headers.raw) > LARGEST_HEADERS:
        raise HeadersTooLarge(limit=LARGEST_HEADERS)


def single(headers: Headers, name: str) -> str | None:
    """The value of a header that may be sent only once.

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


def is_traceparent(value: str) -> bool:
    """Whether a traceparent is valid (W3C Trace Context, 3.2); an invalid one is to be ignored."""
    return _TRACEPARENT.fullmatch(value) is not None


def forwarded(headers: Headers, *, with_attributes: bool = False) -> dict[str, str]:
    """The headers of a request that a service receives, `with_attributes` of an event in binary mode. Raises
    BadRequest."""
    kept = {}
    attributes = [name for name in headers if _ATTRIBUTE.fullmatch(name)] if with_attributes else []
    for name in (*FORWARDED, *attributes):
        value = ", ".join(headers.getlist(name)) if name in _LIST_HEADERS else single(headers, name)
        if not value:
            continue
        if not _PRINTABLE.fullmatch(value):
            raise BadRequest
        kept[name] = value
    return kept


def returned(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a response that a caller receives. A redirection is returned only where it stays on this
    host: services redirect to their private addresses."""
    kept = {name: headers[name] for name in RETURNED if name in headers}
    if not _OWN_ADDRESS.fullmatch(kept.get("location", "/")):
        del kept["location"]
    return kept
