"""Describes what a programme counts: what can be claimed, what is asked for, and how it is printed."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, Strict

from shared.contracts.vocabulary import AchievementKind, Evidence, ExitReason, FollowUp, Indicator
from shared.programmes.entries import Code, Entry, Named

Kind = Annotated[AchievementKind, Strict(False)]
"""A kind of achievement, by its name."""


class Window(Entry):
    """When something must have been achieved to be counted; without end where no days are given."""

    rule: Code
    opens: Literal["registration", "exit"]
    closes_days_after_exit: NonNegativeInt | None = None


class StatusAfterExit(Entry):
    """The status so many months after the exit, established by an observation near that date."""

    rule: Code
    status: Annotated[FollowUp, Strict(False)]
    months_after_exit: NonNegativeInt
    days_before: NonNegativeInt
    days_after: NonNegativeInt


class Condition(Entry):
    """Something that must hold of the enrolment; `finding` is the data-quality rule that is broken when an
    achievement is recorded for somebody it does not hold of."""

    rule: Code
    field: Literal["labour_market", "strand"]
    one_of: Annotated[list[str], Field(min_length=1)]
    finding: str | None = None


class Part(Named):
    """A part of a category that is also reported by itself; what was achieved before `counts_from` is not
    counted in it."""

    kinds: Annotated[list[Kind], Field(min_length=1)]
    counts_from: date | None = None


class Category(Named):
    """What can be claimed once per participant, and when. A claim rests on the best of what was achieved in
    time or on the first, and `evidence` is the least that it needs. What is achieved in a category with
    `closes_as` ends participation that day, for this reason. `by_lot` and `progress` are its rows in
    the tables of outcomes, where they are not its name."""

    kinds: Annotated[list[Kind] | None, Field(min_length=1)] = None
    parts: list[Part] = Field(default_factory=list)
    first_part_wins: bool = False
    window: Window | None = None
    status_after_exit: StatusAfterExit | None = None
    conditions: list[Condition] = Field(default_factory=list)
    must_have_left: bool = True
    not_if_led_to: str | None = None
    rests_on: Literal["best", "first"] = "best"
    evidence: Annotated[Evidence, Strict(False)] | None = None
    closes_as: Annotated[ExitReason, Strict(False)] | None = None
    by_lot: str | None = None
    progress: str | None = None


class ExclusiveGroup(Entry):
    """Categories of which at most one may be claimed for a participant."""

    code: Code
    categories: Annotated[list[str], Field(min_length=1)]


class Amount(Entry):
    """How many of a measure are asked for: one number for the whole programme or for an operation, or one for
    each lot of an operation."""

    measure: Code
    number: NonNegativeInt | None = None
    esf_area: str | None = None
    strand: str | None = None
    lots: dict[str, NonNegativeInt] | None = None


class Target(Amount):
    """An amount asked for from a date on, until a later version of the same measure; from the programme's
    start where no date is given."""

    applies_from: date | None = None


class QuarterAmount(Amount):
    """A cumulative target at the end of a quarter."""

    quarter: str


class Profile(Entry):
    """One version of the cumulative targets, valid from a date on until the next."""

    applies_from: date
    at: Annotated[list[QuarterAmount], Field(min_length=1)]


class CharacteristicsLine(Entry):
    """A row of the characteristics table: who is counted in it."""

    characteristic: str
    value: str
    field: str
    one_of: Annotated[list[str], Field(min_length=1)]


class PrintedIndicator(Entry):
    """A soft outcome of form P4-1, and how it is printed."""

    code: Annotated[Indicator, Strict(False)]
    printed: str
