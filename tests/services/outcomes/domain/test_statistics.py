"""The arithmetic of the published tables."""

import pytest

from services.outcomes.domain.statistics import extent, mean, median, months, percent, together
from shared.statistics import half_up


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [
        (300, 480, 63),
        (1, 200, 1),
        (99, 20_000, 0),
        (100, 20_000, 1),
        (851, 966, 88),
        (655, 397, 165),
        (0, 5, 0),
    ],
)
def test_per_cent_is_whole_and_half_goes_up(part: int, whole: int, printed: int):
    assert percent(part, whole) == printed


@pytest.mark.parametrize("whole", [0, None])
def test_of_nothing_there_is_no_per_cent(whole: int | None):
    assert percent(3, whole) is None


def test_half_up_is_exact_where_binary_fractions_are_not():
    assert half_up(10**30 + 1, 2) == 5 * 10**29 + 1
    assert half_up(10**18 - 1, 2 * 10**18) == 0


@pytest.mark.parametrize(
    ("days", "printed"), [(228, 8), (197, 7), (214, 7), (135, 5), (134, 4), (14, 0), (15, 1), (882, 29)]
)
def test_months_are_30_days_half_up(days: int, printed: int):
    """Table 4.3."""
    assert months(days) == printed


def test_the_mean_is_half_up():
    assert mean({1: 1, 2: 1}) == 2
    assert mean({1: 2, 2: 1}) == 1


def test_the_median_is_the_middle_or_half_up_between_two_middles():
    assert median({5: 1, 1: 1, 9: 1}) == 5
    assert median({1: 1, 2: 1}) == 2
    assert median({1: 2, 3: 2}) == 2
    assert median({4: 0, 7: 1}) == 7
    assert median({3: 1000, 8: 1001}) == 8


def test_the_extent_is_from_the_smallest_to_the_largest_there_is():
    assert extent({0: 0, 3: 1, 870: 2, 900: 0}) == (3, 870)


def test_of_nothing_there_is_no_mean_median_or_extent():
    assert (mean({}), median({}), extent({0: 0})) == (None, None, None)


def test_histograms_are_put_together_by_value():
    assert together([{1: 2}, {1: 1, 3: 4}]) == {1: 3, 3: 4}
