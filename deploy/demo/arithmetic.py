"""Finds the whole numbers behind a printed percentage, and apportions a total."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K")


def percent(part: int, whole: int) -> int:
    """Whole per cent, half up, as the report prints it."""
    return (200 * part + whole) // (2 * whole)


def half_up(value: Fraction) -> int:
    """The nearest whole number, halves upwards."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def printed_as(per_cent: int, whole: int) -> tuple[int, int]:
    """The smallest and the largest part of `whole` that prints as `per_cent`. Raises ValueError if none."""
    low = max(0, -(-(2 * per_cent - 1) * whole // 200))
    high = -(-(2 * per_cent + 1) * whole // 200) - 1
    if low > high:
        raise ValueError(f"no part of {whole} prints as {per_cent} per cent")
    return low, high


def spread(total: int, bounds: Mapping[K, tuple[int, int]], what: str) -> dict[K, int]:
    """Share `total` out so that every share lies within its bounds, each equally far along its own.

    Raises ValueError, naming what was shared, when the bounds leave no room for the total."""
    least, most = (sum(bound[end] for bound in bounds.values()) for end in (0, 1))
    if not least <= total <= most or any(low > high for low, high in bounds.values()):
        raise ValueError(f"{what}: {total} does not lie between {least} and {most}")
    if least == most:
        return {key: low for key, (low, _) in bounds.items()}
    along = Fraction(total - least, most - least)
    exact = {key: low + along * (high - low) for key, (low, high) in bounds.items()}
    return _whole(total, exact)


def apportion(total: int, weights: Mapping[K, int]) -> dict[K, int]:
    """Share `total` out in proportion to the weights, the largest remainders first."""
    return _whole(
        total, {key: Fraction(total * weight, sum(weights.values())) for key, weight in weights.items()}
    )


def _whole(total: int, exact: Mapping[K, Fraction]) -> dict[K, int]:
    shares = {key: int(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: shares[key] - exact[key])
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares
