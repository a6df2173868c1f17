"""Counts years as the handbook counts."""

from datetime import date


def years_between(born_on: date, on: date) -> int:
    """Count completed years; somebody born on 29 February is a year older on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
