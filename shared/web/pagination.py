"""Lists in pages: an opaque cursor that says where the next page begins."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from shared.refusal import Refusal

T = TypeVar("T", bound=BaseModel)

PAGE_SIZE = 50
LARGEST_PAGE = 500


class CursorUnknown(Refusal):
    code = "cursor-unknown"
    status = 400
    title = "This cursor was not given by this list."


class Page(BaseModel, Generic[T]):
    """One page of a list. `next` is the cursor of the following page, null on the last."""

    items: Sequence[T]
    next: str | None = None


PageSize = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
After = Annotated[str | None, Query(max_length=100, description="The `next` of the page before.")]


def encode_cursor(last: UUID) -> str:
    return base64.urlsafe_b64encode(last.bytes).decode().rstrip("=")


def decode_cursor(after: str | None) -> UUID:
    """The id after which a page begins. Raises CursorUnknown."""
    if after is None:
        return UUID(int=0)
    try:
        return UUID(bytes=base64.b64decode(after + "==", altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise CursorUnknown from error
