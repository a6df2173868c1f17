"""How figures are shown to whom: exact to those who count people of their own or answer for the programme,
protected to boards, by the 10-5 method (docs/decisions, "Boards see protected figures of their lots").

The method is interim: a small count cannot be read off, but who compares many answers can still work some
out. No figure that it protects may be shown exactly elsewhere to the same reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from shared.auth import Caller
from shared.contracts.vocabulary import Role
from shared.refusal import NotFound, Refusal

HIDDEN_BELOW: Final = 10
NEAREST: Final = 5
FEWEST_FOR_RATE: Final = 30
FEWEST_FOR_MEDIAN: Final = 30
WORKING_WEEK: Final = 5

NOTE: Final = "10-5"
"""What stands beside protected figures: counts under 10 are null, the rest rounded to the nearest 5."""


class NotAMonthsEnd(Refusal):
    """Two figures a day apart tell of the one person who came in between."""

    code = "not-a-months-end"
    status = 422
    title = "Boards are told figures as of the last day of a month."


def suppress_and_round(count: int) -> int | None:
    """A count under ten is hidden, zero too; any other is rounded to the nearest five."""
    return None if count < HIDDEN_BELOW else (count + NEAREST // 2) // NEAREST * NEAREST


@dataclass(frozen=True, slots=True)
class Audience:
    """Somebody who is shown figures. A board sees its lots, and protected figures of them."""

    is_board: bool
    lots: frozenset[str] = frozenset()

    @classmethod
    def of(cls, caller: Caller) -> Self:
        return cls(is_board=caller.role == Role.APB, lots=caller.lots)

    @property
    def note(self) -> str | None:
        return NOTE if self.is_board else None

    def count(self, exact: int) -> int | None:
        """A count as this reader is shown it; None where it is hidden."""
        return suppress_and_round(exact) if self.is_board else exact

    def percent(self, part: int, whole: int | None) -> int | None:
        """Whole per cent, half up (handbook 3), of a whole that everybody knows, such as a target. A board's
        is worked out from the protected count, or the count could be worked out from it."""
        shown = self.count(part)
        if shown is None or not whole or (self.is_board and whole < FEWEST_FOR_RATE):
            return None
        return (200 * shown + whole) // (2 * whole)

    def median_days(self, histogram: Mapping[int, int]) -> float | None:
        """The median of {working days: how often}; a board's in whole weeks, of thirty or more."""
        total = sum(histogram.values())
        if not total or (self.is_board and total < FEWEST_FOR_MEDIAN):
            return None
        median = (_at(histogram, (total - 1) // 2) + _at(histogram, total // 2)) / 2
        return float(int(median / WORKING_WEEK + 0.5) * WORKING_WEEK) if self.is_board else median

    def as_of(self, asked: date | None, today: date) -> date:
        """The date figures are told as of: for a board a month's end, the last one unless it says which.

        Raises NotAMonthsEnd."""
        if not self.is_board:
            return asked or today
        if asked is None:
            return today if _ends_month(today) else today.replace(day=1) - timedelta(days=1)
        if not _ends_month(asked):
            raise NotAMonthsEnd
        return asked

    def check_lot(self, lot: str) -> None:
        """Raises NotFound: another board's lot is answered as one that is not there."""
        if self.is_board and lot not in self.lots:
            raise NotFound


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _at(histogram: Mapping[int, int], place: int) -> int:
    """The value at a place, from 0, when all are put in order."""
    passed = 0
    for value in sorted(histogram):
        passed += histogram[value]
        if place < passed:
            return value
    raise IndexError(place)
