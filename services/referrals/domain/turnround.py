"""Deadlines in working days in Wales, each with the rule that set it (handbook 4, "Two clocks")."""

from collections.abc import Set
from dataclasses import dataclass
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
    """A programme's promise: working days to a decision."""

    programme: str
    decision_working_days: int

    def decision_due(self, received_on: date, bank_holidays: Set[date]) -> Deadline:
        """Set when a decision is due; bank holidays in Wales do not count (handbook 4)."""
        days = self.decision_working_days
        return Deadline(
            working_days_after(received_on, days, bank_holidays),
            f"{self.programme}/decision-within-{days}-working-days",
        )


def working_days_after(start: date, days: int, bank_holidays: Set[date]) -> date:
    """Return the date that is `days` working days after `start`, which itself does not count."""
    day, remaining = start, days
    while remaining:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in bank_holidays:
            remaining -= 1
    return day
