"""Small counts are hidden, and neither a percentage nor a median leads back to one."""

import pytest

from shared.statistics import median, percent, protected_median, protected_percent, suppress_and_round


@pytest.mark.parametrize("count", range(10))
def test_a_count_under_ten_is_hidden_zero_too(count: int) -> None:
    assert suppress_and_round(count) is None


@pytest.mark.parametrize(
    ("count", "shown"), [(10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (8391, 8390), (8393, 8395)]
)
def test_any_other_count_is_rounded_to_the_nearest_five(count: int, shown: int) -> None:
    assert suppress_and_round(count) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(0, 7, 0), (1, 8, 13), (1, 200, 1), (1, 201, 0), (7, 7, 100)]
)
def test_a_percentage_is_whole_half_up(part: int, whole: int, shown: int) -> None:
    assert percent(part, whole) == shown


def test_a_protected_percentage_is_worked_out_from_the_protected_count() -> None:
    assert protected_percent(102, 200) == protected_percent(98, 200) == 50
    assert protected_percent(9, 200) is None
    assert protected_percent(20, 29) is None


def test_a_median_is_the_middle_or_between_the_two_in_the_middle() -> None:
    assert median({4: 1, 7: 1}) == 5.5
    assert median({1: 2, 30: 1}) == 1
    assert median({}) is None


def test_a_protected_median_is_in_whole_steps_of_thirty_values_or_more() -> None:
    assert protected_median({4: 15, 8: 15}, 5) == 5
    assert protected_median({4: 15, 8: 14}, 5) is None
    assert protected_median({}, 5) is None
