"""The single row of a read that takes a set: `get(id)` is `one(await get_many([id]))`."""

from collections.abc import Mapping
from typing import Any, TypeVar

from shared.refusal import NotFound

T = TypeVar("T")


def one(found: Mapping[Any, T]) -> T:
    """Return the only value of a read by one key. Raises NotFound."""
    for value in found.values():
        return value
    raise NotFound
