"""Counting days and months (handbook 3)."""

from datetime import date

import pytest

from services.outcomes.domain.calendar import Span, days_after
from shared.calendar import months_after


def test_the_exit_is_day_0_and_day_28_is_still_within_28_days():
    exit_day = date(2019, 1, 3)
    four_weeks = Span(exit_day, days_after(exit_day, 28))
    assert four_weeks.holds(date(2019, 1, 3))
    assert four_weeks.holds(date(2019, 1, 31))
    assert not four_weeks.holds(date(2019, 2, 1))
    assert not four_weeks.holds(date(2019, 1, 2))


@pytest.mark.parametrize(
    ("start", "after"),
    [
        (date(2017, 3, 15), date(2017, 9, 15)),
        (date(2017, 8, 31), date(2018, 2, 28)),
        (date(2019, 8, 31), date(2020, 2, 29)),
        (date(2017, 8, 29), date(2018, 2, 28)),
        (date(2018, 3, 31), date(2018, 9, 30)),
        (date(2018, 7, 1), date(2019, 1, 1)),
        (date(2018, 6, 30), date(2018, 12, 30)),
    ],
)
def test_six_months_after_is_the_same_day_or_the_last_of_a_shorter_month(start: date, after: date):
    assert months_after(start, 6) == after


def test_a_span_without_an_end_holds_every_day_on_that_side():
    assert Span(date(2017, 1, 1)).holds(date(2099, 1, 1))
    assert Span(None, date(2017, 1, 1)).holds(date(1999, 1, 1))
