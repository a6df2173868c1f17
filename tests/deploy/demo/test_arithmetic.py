"""Counts are found from percentages, or it is said that there are none."""

import pytest

from deploy.demo.arithmetic import apportion, percent, printed_as, spread


@pytest.mark.parametrize(("per_cent", "whole"), [(0, 404), (1, 393), (26, 300), (28, 3038), (100, 7)])
def test_the_bounds_print_as_the_percentage_and_their_neighbours_do_not(per_cent: int, whole: int) -> None:
    low, high = printed_as(per_cent, whole)
    assert percent(low, whole) == percent(high, whole) == per_cent
    assert percent(high + 1, whole) > per_cent
    assert low == 0 or percent(low - 1, whole) < per_cent


def test_a_percentage_that_no_part_prints_as_is_an_error() -> None:
    with pytest.raises(ValueError, match="no part of 3"):
        printed_as(50, 3)


def test_shares_stay_within_their_bounds_and_add_up() -> None:
    bounds = {"a": (3, 9), "b": (0, 1), "c": (5, 5)}
    shares = spread(12, bounds, "shares")
    assert sum(shares.values()) == 12
    assert all(low <= shares[key] <= high for key, (low, high) in bounds.items())


def test_a_total_that_does_not_fit_its_bounds_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match="leavers: 20 does not lie between 3 and 10"):
        spread(20, {"a": (3, 9), "b": (0, 1)}, "leavers")


def test_apportioning_loses_nobody() -> None:
    assert sum(apportion(23, {"a": 3038, "b": 979, "c": 730}).values()) == 23
