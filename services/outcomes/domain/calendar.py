"""Counts days between an exit and what follows it (handbook 3, "Day counting")."""

from dataclasses import dataclass
from datetime import date, timedelta


def days_after(start: date, days: int) -> date:
    """The date `days` later; the start is day 0, so "within 28 days" ends on `days_after(exit, 28)`."""
    return start + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included; an end that is None is open."""

    opens_on: date | None = None
    closes_on: date | None = None

    def holds(self, day: date) -> bool:
        return (self.opens_on is None or self.opens_on <= day) and (
            self.closes_on is None or day <= self.closes_on
        )

    def dates(self) -> dict[str, date]:
        """The ends that are there, by name, for a claim to show."""
        ends = {"opens_on": self.opens_on, "closes_on": self.closes_on}
        return {name: day for name, day in ends.items() if day is not None}
