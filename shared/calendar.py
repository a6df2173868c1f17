"""Counts months as the handbook counts (handbook 3, "Day counting")."""

from calendar import monthrange
from datetime import date


def months_after(start: date, months: int) -> date:
    """Find the same day of the month `months` on, or the last day of a shorter month (handbook 3)."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
