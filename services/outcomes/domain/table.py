"""Reads the entries of a nested data file, each with its place, so that a mistake names where it is."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

T = TypeVar("T")


class ProgrammeInvalid(ValueError):
    """A programme's data file does not say what it must; the message names the entry."""


class Table:
    """One table of the file. It remembers what was read, so that `close` finds what nobody asked for."""

    def __init__(self, entries: Mapping[str, Any], place: str) -> None:
        self._entries = entries
        self._place = place
        self._read: set[str] = set()
        self._children: list[Table] = []

    def wrong(self, key: str, why: str) -> ProgrammeInvalid:
        return ProgrammeInvalid(f"{self._place}.{key}: {why}")

    def has(self, key: str) -> bool:
        return key in self._entries

    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def text(self, key: str) -> str:
        return self._take(key, str, "text")

    def text_if_any(self, key: str) -> str | None:
        return self.text(key) if self.has(key) else None

    def texts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        values = self._list(key, needed=needed)
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(key, "must be a list of texts")
        return tuple(values)

    def whole(self, key: str) -> int:
        number = self._take(key, int, "a whole number")
        if isinstance(number, bool) or number < 0:
            raise self.wrong(key, "must be a whole number, not negative")
        return number

    def whole_if_any(self, key: str) -> int | None:
        return self.whole(key) if self.has(key) else None

    def yes(self, key: str, *, otherwise: bool) -> bool:
        return self._take(key, bool, "true or false") if self.has(key) else otherwise

    def day(self, key: str) -> date:
        day = self._take(key, date, "a date")
        if isinstance(day, datetime):
            raise self.wrong(key, "must be a date without a time")
        return day

    def table(self, key: str) -> "Table":
        entries: Mapping[str, Any] = self._take(key, dict, "a table")
        return self._child(entries, f"{self._place}.{key}")

    def tables(self, key: str, *, needed: bool = True) -> list["Table"]:
        values = self._list(key, needed=needed)
        if not all(isinstance(value, dict) for value in values):
            raise self.wrong(key, "must be a list of tables")
        return [self._child(value, f"{self._place}.{key}[{at}]") for at, value in enumerate(values)]

    def close(self) -> None:
        """Raises ProgrammeInvalid where an entry, here or below, was never read."""
        for key in self._entries:
            if key not in self._read:
                raise self.wrong(key, "is not an entry that a programme has")
        for child in self._children:
            child.close()

    def _child(self, entries: Mapping[str, Any], place: str) -> "Table":
        child = Table(entries, place)
        self._children.append(child)
        return child

    def _list(self, key: str, *, needed: bool) -> list[Any]:
        if not needed and not self.has(key):
            return []
        values: list[Any] = self._take(key, list, "a list")
        if needed and not values:
            raise self.wrong(key, "must not be empty")
        return values

    def _take(self, key: str, kind: type[T], called: str) -> T:
        self._read.add(key)
        if key not in self._entries:
            raise self.wrong(key, "is missing")
        value = self._entries[key]
        if not isinstance(value, kind):
            raise self.wrong(key, f"must be {called}")
        return value
