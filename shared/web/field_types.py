"""Field types of request bodies: text that a database can hold, dates as written, and models that forbid
unknown fields."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

Moment = TypeVar("Moment", date, datetime)

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""All but the new line and the tab."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def _printable(value: str) -> str:
    if _CONTROL.search(value):
        raise PydanticCustomError("control_character", "Control characters are not allowed")
    return value


def _with_our_line_ends(value: str) -> str:
    """Windows ends a line with two characters."""
    return value.replace("\r\n", "\n")


def _on_one_line(value: str) -> str:
    if "\n" in value or "\t" in value:
        raise PydanticCustomError("control_character", "Control characters are not allowed")
    return value


def _date_as_written(value: object) -> object:
    """Parse a date strictly: pydantic takes a number, and text of one, for seconds since 1970."""
    if not isinstance(value, str):
        return value if isinstance(value, date) else None
    if not _DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "A date is written YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("date_parsing", "There is no such day") from error


def _instant_as_written(value: object) -> object:
    if not isinstance(value, str):
        return value if isinstance(value, datetime) else None
    if not _INSTANT.fullmatch(value.upper()):
        raise PydanticCustomError("datetime_parsing", "An instant is written as RFC 3339 says")
    written, is_leap_second = value.upper(), value[17:19] == "60"
    if is_leap_second:
        written = f"{written[:17]}59{written[19:]}"
    try:
        instant = datetime.fromisoformat(written)
    except ValueError as error:
        raise PydanticCustomError("datetime_parsing", "There is no such instant") from error
    if is_leap_second and not _ends_day(instant):
        raise PydanticCustomError("datetime_parsing", "There is no such instant")
    return instant


def _ends_day(instant: datetime) -> bool:
    """A second is added at the end of a day in UTC (RFC 3339, 5.7); it is taken for the second before it,
    which is of the same day."""
    return 1 < instant.year < 9999 and instant.astimezone(UTC).strftime("%H:%M:%S") == "23:59:59"


def _within_memory(value: Moment) -> Moment:
    if value.year < 1900:  # and no time zone can turn it into a year before the first
        raise PydanticCustomError("implausible_date", "The year must not lie before 1900")
    return value


def _plausible(value: date) -> date:
    if not 1900 <= value.year <= 2200:
        raise PydanticCustomError("implausible_date", "The year must lie between 1900 and 2200")
    return value


SingleLine = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_printable),
    AfterValidator(_on_one_line),
]
"""One line of text, 1 to 200 characters."""

FreeText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=4000),
    AfterValidator(_with_our_line_ends),
    AfterValidator(_printable),
]
"""Free text, up to 4,000 characters."""

Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$")]
"""Somebody else's own reference: letters, digits and . _ / -, up to 64 characters."""

Day = Annotated[date, BeforeValidator(_date_as_written), AfterValidator(_within_memory)]
"""A calendar date from 1900 on, however far ahead: what may not lie ahead has a refusal of its own."""

CalendarDate = Annotated[date, BeforeValidator(_date_as_written), AfterValidator(_plausible)]
"""A calendar date that somebody alive could have written down."""

Timestamp = Annotated[AwareDatetime, BeforeValidator(_instant_as_written), AfterValidator(_within_memory)]
"""A date and time with an offset (RFC 3339)."""

StrictBool = Annotated[bool, Strict()]
"""True or false, and no number or word that could be taken for either: consent hangs on some."""

Hours = Annotated[float, Strict(), Field(ge=0, le=10_000, allow_inf_nan=False)]


def one_of(values: Iterable[str]) -> Any:
    """Make the type of a text out of a closed list that data gives, such as the categories of programmes."""
    allowed = sorted(set(values))

    def check(value: str) -> str:
        if value not in allowed:
            expected = ", ".join(f"'{each}'" for each in allowed)
            raise PydanticCustomError("literal_error", "Not an allowed value", {"expected": expected})
        return value

    return Annotated[str, AfterValidator(check), WithJsonSchema({"type": "string", "enum": allowed})]


class StrictModel(BaseModel):
    """A request body or a part of one; an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)
