"""Arithmetic of figures: rounding, percentages, medians, and the protection of small counts by the 10-5
method (docs/decisions, "Boards see protected figures of their lots")."""

from collections.abc import Mapping
from typing import Final

HIDDEN_BELOW: Final = 10
NEAREST: Final = 5
FEWEST_FOR_RATE: Final = 30
FEWEST_FOR_MEDIAN: Final = 30
NOTE: Final = "10-5"
"""What stands beside protected figures: counts under 10 are null, the rest rounded to the nearest 5."""


def suppress_and_round(count: int) -> int | None:
    """Hide a count under ten, zero too; round any other to the nearest five."""
    return None if count < HIDDEN_BELOW else (count + NEAREST // 2) // NEAREST * NEAREST


def half_up(numerator: int, denominator: int) -> int:
    """The quotient as a whole number, halves upwards; exact. The denominator is positive."""
    return (2 * numerator + denominator) // (2 * denominator)


def percent(part: int, whole: int) -> int:
    """Whole per cent of a whole that is not zero, half up (handbook 3)."""
    return half_up(100 * part, whole)


def protected_percent(part: int, whole: int) -> int | None:
    """Whole per cent out of a protected count, or the count could be worked out from it; None where the count
    is hidden, or the whole is under thirty."""
    shown = suppress_and_round(part)
    return None if shown is None or whole < FEWEST_FOR_RATE else percent(shown, whole)


def median(histogram: Mapping[int, int]) -> float | None:
    """The median of {value: how often}; None where there is no value."""
    total = sum(histogram.values())
    if not total:
        return None
    return (value_at(histogram, (total - 1) // 2) + value_at(histogram, total // 2)) / 2


def protected_median(histogram: Mapping[int, int], step: int) -> float | None:
    """The median in whole steps, half up; None where there are under thirty values."""
    middle = median(histogram) if sum(histogram.values()) >= FEWEST_FOR_MEDIAN else None
    return None if middle is None else float(int(middle / step + 0.5) * step)


def value_at(histogram: Mapping[int, int], position: int) -> int:
    """The value at a position, from 0, when all are put in order. Raises IndexError."""
    passed = 0
    for value in sorted(histogram):
        passed += histogram[value]
        if position < passed:
            return value
    raise IndexError(position)
