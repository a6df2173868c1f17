"""Defines a programme: its operations, lots, strands, categories, targets and quarters, all of it data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.outcomes.domain.calendar import Span, days_after
from shared.calendar import months_after

PARTICIPATION = "participation"
"""The measure that counts people; every other measure is the code of a category."""


@dataclass(frozen=True, slots=True)
class Bilingual:
    en: str
    cy: str


@dataclass(frozen=True, slots=True)
class Strand:
    """Ages at registration, both included; no upper age when `to_age` is None."""

    code: str
    name: Bilingual
    from_age: int
    to_age: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One operation in one lot: what targets and funding hang on (handbook 1)."""

    esf_area: str
    strand: str
    lot: str


@dataclass(frozen=True, slots=True)
class Window:
    """When something must have been achieved to be counted: from the registration or the exit (day 0)
    until so many days after the exit, or without end."""

    rule: str
    opens: Literal["registration", "exit"]
    closes_days_after_exit: int | None

    def span(self, registered_on: date, left_on: date | None) -> Span:
        opens = registered_on if self.opens == "registration" else left_on
        closes = (
            days_after(left_on, self.closes_days_after_exit)
            if left_on is not None and self.closes_days_after_exit is not None
            else None
        )
        return Span(opens, closes)


@dataclass(frozen=True, slots=True)
class StatusAfterExit:
    """The status so many months after the exit, established by an observation near that date."""

    rule: str
    status: str
    months_after_exit: int
    days_before: int
    days_after: int

    def due_on(self, left_on: date) -> date:
        return months_after(left_on, self.months_after_exit)

    def span(self, left_on: date) -> Span:
        due = self.due_on(left_on)
        return Span(days_after(due, -self.days_before), days_after(due, self.days_after))


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must hold of the enrolment; `finding` is the data-quality rule broken when an
    achievement is recorded for somebody it does not hold of."""

    rule: str
    field: Literal["labour_market", "strand"]
    one_of: frozenset[str]
    finding: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a category that is also reported by itself."""

    code: str
    name: Bilingual
    kinds: frozenset[str]
    counts_from: date | None = None
    """What was achieved before this day is not counted in it."""


@dataclass(frozen=True, slots=True)
class Category:
    """What can be claimed once per participant, and when."""

    code: str
    name: Bilingual
    by_lot: str
    """Its row in the table of outcomes by lot (Table 4.4)."""
    progress: str
    """Its row in the table of progress against targets (Table 4.5)."""
    basis: Window | StatusAfterExit
    kinds: frozenset[str]
    parts: tuple[Part, ...]
    first_part_wins: bool
    """Somebody with achievements in several parts counts in the first; otherwise in the earliest."""
    conditions: tuple[Condition, ...]
    must_have_left: bool
    rests_on: Literal["best", "first"]
    """Whether a claim rests on the best of what was achieved in time, or on the first."""
    evidence: str | None
    """The least that a claim needs; None where it needs none."""
    not_if_led_to: str | None
    """An exclusive group: what led directly to the claim made in it is not counted beside it."""

    def part_of(self, kind: str) -> str | None:
        return next((part.code for part in self.parts if kind in part.kinds), None)

    def counts(self, kind: str, achieved_on: date) -> bool:
        """Tell whether what was achieved on a day is counted at all."""
        started = [part.counts_from for part in self.parts if kind in part.kinds]
        return not started or any(day is None or day <= achieved_on for day in started)

    def part_rank(self, part: str | None) -> int:
        """Which part a claim prefers to rest on: smaller first; all alike unless the first part wins."""
        codes = [each.code for each in self.parts]
        return codes.index(part) if self.first_part_wins and part is not None else 0


@dataclass(frozen=True, slots=True)
class Exclusive:
    """Categories of which at most one may be claimed for a participant; the provider chooses which."""

    code: str
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter's end is data, not arithmetic (handbook 3)."""

    code: str
    ends_on: date


@dataclass(frozen=True, slots=True)
class Amount:
    """How many of a measure are asked for: in some cells, or in the programme as a whole."""

    measure: str
    cells: frozenset[Cell] | None
    number: int
    applies_from: date | None = None
    """Until a later version of the same measure; None for the programme's start."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of the cumulative targets at quarter ends, valid from a date on until the next."""

    applies_from: date
    at: tuple[tuple[str, Amount], ...]
    """Quarter code and amount."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the characteristics table: who is counted in it."""

    characteristic: str
    value: str
    field: str
    one_of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Programme:
    code: str
    name: Bilingual
    fund: str
    starts_on: date
    esf_areas: tuple[tuple[str, Bilingual], ...]
    lots: tuple[tuple[str, Bilingual], ...]
    strands: tuple[Strand, ...]
    cells: tuple[Cell, ...]
    """Operation by operation, lot by lot, in the order of the published table."""
    categories: tuple[Category, ...]
    exclusive: tuple[Exclusive, ...]
    quarters: tuple[Quarter, ...]
    targets: tuple[Amount, ...]
    profiles: tuple[Profile, ...]
    characteristics: tuple[Line, ...]
    mandatory: tuple[str, ...]
    """Characteristics that form P2.1 must answer."""
    indicators: tuple[tuple[str, str], ...]
    """The soft outcomes of form P4-1 and how each is printed."""

    def has_operation(self, esf_area: str, strand: str, lot: str) -> bool:
        """Tell whether the programme has this operation in this lot."""
        # a loop, because every change of a record asks: any() over a generator takes twice as long
        for each in self.cells:
            if each.lot == lot and each.esf_area == esf_area and each.strand == strand:
                return True
        return False

    def rule(self, category: str, rule: str) -> str:
        """The full name of a rule, as claims and refusals carry it."""
        return f"{self.code}/{category}/{rule}"

    def quarter_at(self, as_of: date) -> Quarter:
        """The quarter that a date lies in; after the last one, the last one."""
        return next((quarter for quarter in self.quarters if as_of <= quarter.ends_on), self.quarters[-1])

    def has_ended(self, as_of: date) -> bool:
        """Tell whether the last quarter is over, and its profile with it (handbook 3)."""
        return as_of > self.quarters[-1].ends_on

    def target(self, measure: str, as_of: date, among: frozenset[Cell] | None = None) -> int | None:
        """The programme target of a measure in the version valid on a date, in some cells or altogether; None
        where none was set."""
        valid = [
            each
            for each in self.targets
            if each.measure == measure and (each.applies_from is None or each.applies_from <= as_of)
        ]
        version = max((each.applies_from or date.min for each in valid), default=None)
        return _sum((each for each in valid if (each.applies_from or date.min) == version), measure, among)

    def profiled(self, measure: str, as_of: date, among: frozenset[Cell] | None = None) -> int | None:
        """The cumulative target at the end of the quarter of `as_of`, in the version valid then; None after
        the last quarter."""
        valid = [profile for profile in self.profiles if profile.applies_from <= as_of]
        if not valid or self.has_ended(as_of):
            return None
        quarter = self.quarter_at(as_of).code
        version = max(valid, key=lambda profile: profile.applies_from)
        return _sum((amount for code, amount in version.at if code == quarter), measure, among)


def _sum(amounts: Iterable[Amount], measure: str, among: frozenset[Cell] | None) -> int | None:
    """An amount set for several cells says nothing about some of them."""
    numbers = [
        amount.number
        for amount in amounts
        if amount.measure == measure
        and (among is None or (amount.cells is not None and amount.cells <= among))
    ]
    return sum(numbers) if numbers else None
