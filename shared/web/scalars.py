"""Parses the graph's custom scalars by the rules of REST, for services and for the gateway alike."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from shared.web.field_types import Day, Timestamp

T = TypeVar("T")

RFC_3339: Final = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
"""Specifies both: `full-date` is Date, `date-time` is DateTime."""

_DAY: Final[TypeAdapter[date]] = TypeAdapter(Day)
_INSTANT: Final[TypeAdapter[datetime]] = TypeAdapter(Timestamp)


def parse_date(value: object) -> date:
    """Parse a day written YYYY-MM-DD, from 1900 on. Raises ValueError, whose text quotes nothing."""
    if not isinstance(value, str):
        raise ValueError("A date is a text, written YYYY-MM-DD")
    return _parse(_DAY, value)


def parse_instant(value: object) -> datetime:
    """Parse an instant written as RFC 3339 says, with an offset. Raises ValueError, whose text quotes
    nothing."""
    if not isinstance(value, str):
        raise ValueError("An instant is a text, written as RFC 3339 says")
    return _parse(_INSTANT, value)


def _parse(kind: TypeAdapter[T], value: str) -> T:
    try:
        return kind.validate_python(value)
    except ValidationError as error:
        raise ValueError(error.errors(include_input=False)[0]["msg"]) from error


PARSERS: Final[Mapping[str, Callable[[object], object]]] = {"Date": parse_date, "DateTime": parse_instant}
"""Name of the scalar in the graph → how a value of it is read."""
