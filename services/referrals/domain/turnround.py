"""Deadlines in working days in Wales, each with the rule that set it (handbook 4, "Two clocks")."""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date by which something is due, and the rule that set it, so that a later change of the rule does
    not rewrite what was promised."""

    on: date
    rule: str

    def is_past(self, today: date) -> bool:
        """Tell whether the day on which it was due is over."""
        return today > self.on


@dataclass(frozen=True, slots=True)
class TurnRound:
    """A programme's promise: working days to a decision, and from there to the first attempt at contact."""

    programme: str
    decision_working_days: int
    first_contact_working_days: int

    def decision_due(self, received_on: date, bank_holidays: Set[date]) -> Deadline:
        """Set when a decision is due; bank holidays in Wales do not count (handbook 4)."""
        days = self.decision_working_days
        return Deadline(
            working_days_after(received_on, days, bank_holidays),
            f"{self.programme}/decision-within-{days}-working-days",
        )

    def contact_due(self, start: date, bank_holidays: Set[date]) -> Deadline:
        """Set by when contact is first attempted with somebody who was taken on, or released, on `start`
        (handbook 4)."""
        days = self.first_contact_working_days
        return Deadline(
            working_days_after(start, days, bank_holidays),
            f"{self.programme}/first-contact-within-{days}-working-days",
        )


def resumed(due: Deadline, *, paused_on: date, on: date, bank_holidays: Set[date]) -> Deadline:
    """Set a deadline anew after a pause, which gives back the working days that were left and no more: a
    return pauses the clock and does not begin it again (handbook 4). What was overdue stays so."""
    left = working_days_between(paused_on, due.on, bank_holidays)
    return replace(due, on=working_days_after(on, left, bank_holidays)) if left else due


def working_days_between(start: date, end: date, bank_holidays: Set[date]) -> int:
    """Count the working days after `start` up to `end`; none where `end` is earlier."""
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(_is_working_day(day, bank_holidays) for day in days)


def working_days_after(start: date, days: int, bank_holidays: Set[date]) -> date:
    """Return the date that is `days` working days after `start`, which itself does not count."""
    day, remaining = start, days
    while remaining:
        day += timedelta(days=1)
        remaining -= _is_working_day(day, bank_holidays)
    return day


def _is_working_day(day: date, bank_holidays: Set[date]) -> bool:
    return day.weekday() < 5 and day not in bank_holidays
