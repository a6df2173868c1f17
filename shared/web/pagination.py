"""Keyset pagination: a page holds what follows a cursor, and one row more is fetched to know whether another
page follows."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Final, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, BeforeValidator

from shared.refusal import Refusal

R = TypeVar("R")
T = TypeVar("T", bound=BaseModel)

PAGE_SIZE: Final = 50
LARGEST_PAGE: Final = 500
_BEFORE_ALL: Final = UUID(int=0)
LARGEST_INTEGER: Final = 2**31 - 1
LARGEST_BIGINT: Final = 2**63 - 1
"""What a column of numbers can hold."""


class CursorUnknown(Refusal):
    code = "cursor-unknown"
    status = 400
    title = "This cursor was not given by this list."


class Page(BaseModel, Generic[T]):
    """One page of a list. `next` is the cursor of the following page, null on the last."""

    items: Sequence[T]
    next: str | None = None


PageSize = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
EmptyAsNone = BeforeValidator(lambda value: value or None)
"""Reads an empty parameter as one left out: the cursor before the first page is none."""
After = Annotated[
    str | None, Query(max_length=100, description="The `next` of the page before."), EmptyAsNone
]


def paginate(
    found: Sequence[R], limit: int, *, item: Callable[[R], T], key: Callable[[R], UUID | tuple[UUID, ...]]
) -> Page[T]:
    """Make a page of at most `limit` rows out of the `limit + 1` that were asked for. `key` is what the list
    is ordered by: every column of it, or rows that share the first would be lost between two pages."""
    shown = found[:limit]
    more = encode_cursor(key(shown[-1])) if len(found) > limit else None
    return Page(items=[item(each) for each in shown], next=more)


def encode_cursor(key: UUID | tuple[UUID, ...]) -> str:
    """Write the key of a page's last row as an opaque cursor."""
    ids = key if isinstance(key, tuple) else (key,)
    return base64.urlsafe_b64encode(b"".join(each.bytes for each in ids)).decode().rstrip("=")


def decode_cursor(after: str | None) -> UUID:
    """Read the id after which a page begins. Raises CursorUnknown."""
    return _decode(after, 1)[0]


def numbered_key(number: int) -> UUID:
    """Make the key of a row of a list that is ordered by a number from 1 on."""
    return UUID(int=number)


def decode_numbered_cursor(after: str | None, *, largest: int) -> int:
    """Read the number after which a page begins, 0 for the first page; `largest` is what its column can hold.
    Raises CursorUnknown."""
    number = decode_cursor(after).int
    if number > largest:
        raise CursorUnknown
    return number


def decode_cursor_pair(after: str | None) -> tuple[UUID, UUID]:
    """Read the two ids after which a page begins. Raises CursorUnknown."""
    first, second = _decode(after, 2)
    return first, second


def dated_key(on: date, id: UUID) -> tuple[UUID, UUID]:
    """Make the key of a row of a list that is ordered by date and id."""
    return UUID(int=on.toordinal()), id


def decode_dated_cursor(after: str | None) -> tuple[date, UUID]:
    """Read the date and id after which a page begins. Raises CursorUnknown."""
    day, id = _decode(after, 2)
    if after is None:
        return date.min, id
    try:
        return date.fromordinal(day.int), id
    except (ValueError, OverflowError) as error:
        raise CursorUnknown from error


def _decode(after: str | None, count: int) -> tuple[UUID, ...]:
    if after is None:
        return (_BEFORE_ALL,) * count
    try:
        raw = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise CursorUnknown from error
    if len(raw) != 16 * count:
        raise CursorUnknown
    return tuple(UUID(bytes=raw[n : n + 16]) for n in range(0, len(raw), 16))
