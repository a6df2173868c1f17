"""Keeps the least recently used entries out of a cache that is bounded by the sum of its entries' sizes.

Callers choose what is cached here; were it bounded by number, they could choose the largest entries that
there are, again and again."""

from collections.abc import Hashable
from operator import attrgetter
from typing import Protocol, TypeVar

from cachetools import LRUCache


class Sized(Protocol):
    @property
    def size(self) -> int: ...


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", bound=Sized)


class BoundedCache(LRUCache[Key, Value]):
    """An LRU cache whose entries have a `size`; `maxsize` bounds their sum."""

    def __init__(self, maxsize: int) -> None:
        super().__init__(maxsize, getsizeof=attrgetter("size"))

    def keep(self, key: Key, value: Value) -> Value:
        """Cache and return an entry. One that is larger than the whole cache is returned only."""
        if value.size <= self.maxsize:
            self[key] = value
        return value
