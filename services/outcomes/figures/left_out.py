"""Counts what a figure leaves out, by rule: every figure says how many records it left out (handbook 3)."""

from collections.abc import Iterable
from typing import Final

from services.outcomes.domain.question import Count, Population, Question
from services.outcomes.figures.published_table import Counted, LeftOut

AFTER_PERIOD: Final = "registered-after-period"
EXIT_AFTER_PERIOD: Final = "exit-after-period"
NO_EXIT_DATE: Final = "leaver-without-exit-date"
BEFORE_START: Final = "exit-before-start"
NO_FORM: Final = "soft-outcomes-missing"

OUTSIDE_PERIOD: Final = Question(
    Population.ENROLMENTS, by=(), counts=(Count.REGISTERED_LATER, Count.LEFT_LATER, Count.LEFT)
)
"""Who registered or left after the date, beside who left by it."""


def outside_period(counted: Iterable[Counted]) -> LeftOut:
    """What tables of outcomes leave out, from the answer to `OUTSIDE_PERIOD`."""
    return {
        AFTER_PERIOD: total(counted, Count.REGISTERED_LATER),
        EXIT_AFTER_PERIOD: total(counted, Count.LEFT_LATER),
    }


def total(counted: Iterable[Counted], count: Count) -> int:
    """A count of all groups together."""
    return sum(row[count] for row in counted)
