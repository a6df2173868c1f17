"""Parses URL paths into decoded segments, and refuses those that two parsers could read differently.

A service gets the path built anew from these segments, so that gateway and service read the same."""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from gateway.refusals import BadRequest

LARGEST: Final = 4096
"""Bytes of path, and of query; the longest of our own pages and cursors are a tenth of it."""
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f/\\%]")
_UNSAFE_IN_NAME: Final = re.compile(r"[\x00-\x20\x7f]|(?:^|[/\\])\.\.?(?:[/\\]|$)")
"""A name has no path in it that leads elsewhere."""
NAMED: Final = b"/v1/events/"
"""Where the names of events follow: a `source`, which is often an address itself, and an `id`."""
_UNSAFE_IN_QUERY: Final = re.compile(rb"[^\x21-\x7e]|%(?:[01][0-9a-f]|7f)|%(?![0-9a-f]{2})", re.IGNORECASE)


def read(raw_path: bytes) -> tuple[str, ...]:
    """Parse a raw path into its segments; none for `/`.

    Raises BadRequest for empty and dot segments, for what would decode to a separator, a control character or
    another escape, and for what is not UTF-8. Below `NAMED`, and nowhere else, a segment is a name that may
    hold a slash or a percent sign: the service splits the path before it decodes it."""
    if len(raw_path) > LARGEST or not raw_path.startswith(b"/"):
        raise BadRequest
    if raw_path == b"/":
        return ()
    unsafe = _UNSAFE_IN_NAME if raw_path.startswith(NAMED) else _UNSAFE
    return tuple(_segment(part, unsafe) for part in raw_path[1:].split(b"/"))


def _segment(raw: bytes, unsafe: re.Pattern[str]) -> str:
    try:
        segment = unquote_to_bytes(raw).decode()
    except UnicodeDecodeError as error:
        raise BadRequest from error
    if segment in ("", ".", "..") or unsafe.search(segment):
        raise BadRequest
    return segment


def target(segments: Sequence[str], query: bytes) -> str:
    """Build path and query for a service. Raises BadRequest for a query with control characters."""
    if len(query) > LARGEST or _UNSAFE_IN_QUERY.search(query):
        raise BadRequest
    path = "/" + "/".join(quote(segment, safe="") for segment in segments)
    return f"{path}?{query.decode('ascii')}" if query else path
