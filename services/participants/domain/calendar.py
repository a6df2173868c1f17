"""Counting in years and months as the handbook counts."""

from calendar import monthrange
from datetime import date


def years_between(born_on: date, on: date) -> int:
    """Count completed years; somebody born on 29 February is a year older on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def months_after(day: date, months: int) -> date:
    """Find the same day of the month, `months` on, or the last day of a shorter month (handbook 3)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
