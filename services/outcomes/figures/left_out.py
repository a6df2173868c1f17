"""Counts what a figure leaves out, by rule: every figure says how many records it left out (handbook 3)."""

from collections.abc import Iterable
from typing import Final

from services.outcomes.domain.question import Count, Population, Question, Where
from services.outcomes.figures.published_table import Counted, LeftOut

AFTER_PERIOD: Final = "registered-after-period"
EXIT_AFTER_PERIOD: Final = "exit-after-period"
NO_EXIT_DATE: Final = "leaver-without-exit-date"
BEFORE_START: Final = "exit-before-start"
ACHIEVED_BEFORE: Final = "outcome-before-registration"
NO_FORM: Final = "soft-outcomes-missing"
NO_OPERATION: Final = "lot-and-authority-make-no-operation"

OUTSIDE_PERIOD: Final = Question(
    Population.ENROLMENTS, by=(), counts=(Count.REGISTERED_LATER, Count.LEFT_LATER, Count.LEFT)
)
"""Who registered or left after the date, beside who left by it."""


REFUSED: Final = Question(Population.CLAIMS, by=(), counts=(Count.ACHIEVED_TOO_EARLY, Count.LEFT_TOO_EARLY))
"""What would be claimed, were its dates not what they are."""

ELSEWHERE: Final = Question(
    Population.ENROLMENTS, by=(), counts=(Count.REGISTERED, Count.REGISTERED_LATER), where=Where.ELSEWHERE
)
"""Whose lot and authority make no operation: left out of every table (handbook 1)."""


def with_elsewhere(left_out: LeftOut, counted: Iterable[Counted]) -> LeftOut:
    """What a table leaves out, with the answer to `ELSEWHERE`: nobody is left out by two rules."""
    later = left_out.get(AFTER_PERIOD, 0) + total(counted, Count.REGISTERED_LATER)
    return {**left_out, AFTER_PERIOD: later, NO_OPERATION: total(counted, Count.REGISTERED)}


def outside_period(counted: Iterable[Counted]) -> LeftOut:
    """What tables of outcomes leave out, from the answer to `OUTSIDE_PERIOD`."""
    return {
        AFTER_PERIOD: total(counted, Count.REGISTERED_LATER),
        EXIT_AFTER_PERIOD: total(counted, Count.LEFT_LATER),
    }


def refused(counted: Iterable[Counted]) -> LeftOut:
    """What tables of claims leave out because of impossible dates, from the answer to `REFUSED`."""
    counted = list(counted)
    return {
        ACHIEVED_BEFORE: total(counted, Count.ACHIEVED_TOO_EARLY),
        BEFORE_START: total(counted, Count.LEFT_TOO_EARLY),
    }


def total(counted: Iterable[Counted], count: Count) -> int:
    """A count of all groups together."""
    return sum(row[count] or 0 for row in counted)
