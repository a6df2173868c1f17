"""What boards are shown: nothing under ten, the rest to the nearest five, and nothing to work it out from."""

from datetime import date

import pytest

from shared.contracts.audience import Audience, NotAMonthsEnd
from shared.refusal import NotFound

BOARD = Audience(is_protected=True, lots=frozenset({"Powys"}))
ANYBODY_ELSE = Audience(is_protected=False)
TODAY = date(2019, 2, 14)


def test_who_is_no_board_is_shown_exact_counts() -> None:
    assert ANYBODY_ELSE.count(3) == 3
    assert ANYBODY_ELSE.note is None


def test_a_percentage_for_a_board_follows_from_the_protected_count() -> None:
    assert BOARD.percent(102, 200) == 50
    assert ANYBODY_ELSE.percent(102, 200) == 51
    assert BOARD.percent(9, 200) is None


def test_a_percentage_for_a_board_needs_thirty_to_be_a_percentage_of() -> None:
    assert BOARD.percent(20, 29) is None
    assert BOARD.percent(20, 30) == 67


def test_there_is_no_percentage_of_a_target_that_was_not_set() -> None:
    assert ANYBODY_ELSE.percent(20, None) is None


def test_a_median_for_a_board_is_in_whole_weeks_of_thirty_or_more() -> None:
    assert BOARD.median_days({4: 15, 8: 15}) == 5
    assert BOARD.median_days({4: 15, 8: 14}) is None
    assert ANYBODY_ELSE.median_days({4: 1, 7: 1}) == 5.5
    assert ANYBODY_ELSE.median_days({}) is None


def test_a_board_is_told_figures_as_of_a_months_end_only() -> None:
    assert BOARD.as_of(date(2019, 1, 31), TODAY) == date(2019, 1, 31)
    assert BOARD.as_of(None, TODAY) == date(2019, 1, 31)
    with pytest.raises(NotAMonthsEnd):
        BOARD.as_of(date(2019, 1, 30), TODAY)


def test_a_board_is_told_nothing_of_a_month_on_its_last_day() -> None:
    last_day = date(2019, 2, 28)
    assert BOARD.as_of(None, last_day) == date(2019, 1, 31)
    with pytest.raises(NotAMonthsEnd):
        BOARD.as_of(last_day, last_day)
    assert BOARD.as_of(last_day, date(2019, 3, 1)) == last_day


def test_who_is_no_board_may_ask_as_of_any_day() -> None:
    assert ANYBODY_ELSE.as_of(date(2019, 1, 30), TODAY) == date(2019, 1, 30)
    assert ANYBODY_ELSE.as_of(None, TODAY) == TODAY


def test_another_boards_lot_is_answered_as_one_that_is_not_there() -> None:
    BOARD.check_lot("Powys")
    with pytest.raises(NotFound):
        BOARD.check_lot("Gwent")
    ANYBODY_ELSE.check_lot("Gwent")
