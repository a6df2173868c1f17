"""Rounds and summarises figures: whole numbers, halves upwards, nothing in binary fractions."""

from collections.abc import Iterable, Mapping
from typing import Self

from shared.statistics import half_up, value_at


class Share(int):
    """A share in whole per cent, half up (handbook 3), that knows what it is a share of."""

    part: int
    whole: int

    @classmethod
    def of(cls, part: int, whole: int) -> Self:
        share = cls(half_up(100 * part, whole))
        share.part, share.whole = part, whole
        return share


def percent(part: int, whole: int | None) -> Share | None:
    """Whole per cent, half up (handbook 3); None where there is nothing to measure against."""
    return Share.of(part, whole) if whole else None


def months(days: int) -> int:
    """Days as months of 30 days, half up: Table 4.3 prints 228 days as 8 months and 197 as 7."""
    return half_up(days, 30)


def mean(histogram: Mapping[int, int]) -> int | None:
    """The mean of {value: how often}, half up; None of nothing."""
    total = sum(histogram.values())
    return half_up(sum(value * times for value, times in histogram.items()), total) if total else None


def median(histogram: Mapping[int, int]) -> int | None:
    """The middle value of {value: how often}, or the mean of the two middles, half up; None of nothing."""
    total = sum(histogram.values())
    if not total:
        return None
    low, high = value_at(histogram, (total - 1) // 2), value_at(histogram, total // 2)
    return half_up(low + high, 2)


def extent(histogram: Mapping[int, int]) -> tuple[int, int] | None:
    """The smallest and the largest value there is; None of nothing."""
    there = [value for value, times in histogram.items() if times]
    return (min(there), max(there)) if there else None


def together(histograms: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """One histogram of them all."""
    merged: dict[int, int] = {}
    for histogram in histograms:
        for value, times in histogram.items():
            merged[value] = merged.get(value, 0) + times
    return merged
