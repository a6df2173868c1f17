"""The audience of figures: exact or protected, of which lots and as of which days, as the role policy says.

The protection is interim: a small count cannot be read off, but who compares many answers can still work some
out. No figure that it protects may be shown exactly elsewhere to the same audience."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from shared.auth.caller import Caller
from shared.auth.role_policy import Precision, Scope
from shared.refusal import NotFound, Refusal
from shared.statistics import (
    NOTE,
    median,
    percent,
    protected_median,
    protected_percent,
    suppress_and_round,
)

WORKING_WEEK: Final = 5
"""Working days."""


class NotAMonthsEnd(Refusal):
    """Two figures a day apart tell of the one person who came in between."""

    code = "not-a-months-end"
    status = 422
    title = "Boards are told figures as of the last day of a month that is over."


@dataclass(frozen=True, slots=True)
class Audience:
    """Somebody who is shown figures. `lots` are those it sees figures of; None is all."""

    is_protected: bool
    lots: frozenset[str] | None = None

    @classmethod
    def of(cls, caller: Caller) -> Self:
        policy = caller.policy
        return cls(
            is_protected=policy.precision is Precision.PROTECTED,
            lots=caller.lots if policy.scope is Scope.OWN_LOTS else None,
        )

    @property
    def note(self) -> str | None:
        """The name of the method by which figures are protected; None where they are exact."""
        return NOTE if self.is_protected else None

    def count(self, exact: int) -> int | None:
        """A count as it is shown; None where it is hidden."""
        return suppress_and_round(exact) if self.is_protected else exact

    def percent(self, part: int, whole: int | None) -> int | None:
        """Whole per cent, half up (handbook 3), of a whole that everybody knows, such as a target."""
        if not whole:
            return None
        return protected_percent(part, whole) if self.is_protected else percent(part, whole)

    def median_days(self, histogram: Mapping[int, int]) -> float | None:
        """The median of {working days: how often}; protected, in whole weeks."""
        return protected_median(histogram, WORKING_WEEK) if self.is_protected else median(histogram)

    def as_of(self, asked: date | None, today: date) -> date:
        """The date figures are told as of: protected, the end of a month that is over, of the last one unless
        another is asked. What is told on the day itself would stand for ever without the day's evening.

        Raises NotAMonthsEnd."""
        if not self.is_protected:
            return asked or today
        if asked is None:
            return today.replace(day=1) - timedelta(days=1)
        if not _ends_month(asked) or asked == today:
            raise NotAMonthsEnd
        return asked

    def sees(self, lot: str) -> bool:
        """Tell whether figures of a lot are shown."""
        return self.lots is None or lot in self.lots

    def check_lot(self, lot: str) -> None:
        """Raises NotFound: another board's lot is answered as one that is not there."""
        if not self.sees(lot):
            raise NotFound


PROTECTED: Final = Audience(is_protected=True)
"""Whoever is shown protected figures, of whichever lot."""


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1
