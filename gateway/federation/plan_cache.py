"""How much is remembered of what was made before: what was used last, up to a size of all together."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class BoundedCache(Generic[Key, Value]):
    """What is kept here is made without waiting for anything, so nothing is ever made twice at once.

    `most` is the size of all together: callers choose what is kept here, and could otherwise choose the
    largest that there is, again and again."""

    def __init__(self, most: int) -> None:
        self._most, self.size = most, 0
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def keep(self, key: Key, value: Value, *, size: int) -> Value:
        """Keep what is not kept yet, unless it alone is larger than all may be."""
        if size <= self._most:
            self._values[key] = value, size
            self.size += size
        while self.size > self._most:
            _, (_, gone) = self._values.popitem(last=False)
            self.size -= gone
        return value

    def __len__(self) -> int:
        return len(self._values)
