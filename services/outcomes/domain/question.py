"""Declares what is counted, as data: a population, the dimensions that split it, the counts of each group.

The lists are closed, so that no free-form filter reaches a figure (handbook 3). The store turns a question
into one statement."""

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Final


class Population(StrEnum):
    """Whose rows are counted."""

    ENROLMENTS = auto()
    CLAIMS = auto()
    EXIT_FORMS = auto()
    WHEELS = auto()
    RECENT_USE = auto()
    SUPPORT = auto()
    COURSES = auto()


AS_THEY_STAND: Final = frozenset(
    {Population.WHEELS, Population.RECENT_USE, Population.SUPPORT, Population.COURSES}
)
"""Populations of which only what is known now is kept."""


class Where(StrEnum):
    """Whose rows are counted, by the operation that somebody's lot and authority make."""

    IN_OPERATIONS = auto()
    """Those whose lot and authority make an operation of the programme."""
    ELSEWHERE = auto()
    """Those whose lot and authority make none."""
    ANYWHERE = auto()


class Dimension(StrEnum):
    """What a population is split by; each row belongs to exactly one value, "not known" included."""

    ESF_AREA = auto()
    STRAND = auto()
    LOT = auto()
    GENDER = auto()
    ETHNICITY = auto()
    CONDITION = auto()
    QUALIFICATION = auto()
    LABOUR_MARKET = auto()
    SINGLE_ADULT_HOUSEHOLD = auto()
    JOBLESS_HOUSEHOLD = auto()
    HOMELESS = auto()
    DEPENDENT_CHILDREN = auto()
    PRIMARY_CARER = auto()
    WORK_LIMITING_CONDITION = auto()
    DISABILITY = auto()
    EXIT_KIND = auto()
    DAYS_STAYED = auto()
    """Days from registration to exit; None where the day of leaving is not known."""
    MONTH_REGISTERED = auto()
    """The first day of the month of registration."""
    CATEGORY = auto()
    PART = auto()
    """The part of the category that a claim counts in; None where it has none."""
    LEVEL = auto()
    """The level (CQFW) of what a claim rests on; None where it has none."""
    INDICATOR = auto()
    ANSWER = auto()
    """How an indicator moved; None where it was not answered."""


CELL: Final = (Dimension.ESF_AREA, Dimension.STRAND, Dimension.LOT)
"""What targets and funding hang on (handbook 1)."""


class Count(StrEnum):
    """What is counted in each group, as of a date."""

    REGISTERED = auto()
    """Registered by the date."""
    REGISTERED_LATER = auto()
    """Registered after it."""
    LEFT = auto()
    """Registered and left by the date."""
    LEFT_LATER = auto()
    """Registered by the date, left after it."""
    LEFT_PLANNED = auto()
    LEFT_UNPLANNED = auto()
    CLAIMED = auto()
    """Claims that stand and count by the date."""
    ACHIEVED_TOO_EARLY = auto()
    """Refusals that stand because nothing was achieved since the registration."""
    LEFT_TOO_EARLY = auto()
    """Refusals that stand because the exit is dated before the registration."""
    ANSWERED = auto()
    """Exit forms of those who left by the date."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is counted of a population, split by some dimensions. Whose lot and authority make no operation is
    left out, unless a question says otherwise (handbook 1)."""

    population: Population
    by: tuple[Dimension, ...]
    counts: tuple[Count, ...]
    where: Where = Where.IN_OPERATIONS
