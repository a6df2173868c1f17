"""Counts months and years as the handbook counts (handbook 3, "Day counting")."""

from calendar import monthrange
from datetime import date


def months_after(start: date, months: int) -> date:
    """Find the same day of the month `months` on, or the last day of a shorter month (handbook 3)."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def years_between(born_on: date, on: date) -> int:
    """Count completed years; somebody born on 29 February is a year older on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
