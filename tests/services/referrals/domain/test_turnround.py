"""Turn-round: working days in Wales, with the rule that set the date (handbook 4)."""

from datetime import date

import pytest

from services.referrals.domain.turnround import TurnRound, working_days_after

NONE: frozenset[date] = frozenset()


def test_the_day_itself_does_not_count() -> None:
    assert working_days_after(date(2018, 3, 5), 1, NONE) == date(2018, 3, 6)


def test_weekends_do_not_count() -> None:
    assert working_days_after(date(2018, 3, 9), 1, NONE) == date(2018, 3, 12)


def test_bank_holidays_do_not_count() -> None:
    christmas = frozenset({date(2018, 12, 25), date(2018, 12, 26)})
    assert working_days_after(date(2018, 12, 24), 1, christmas) == date(2018, 12, 27)


@pytest.mark.parametrize("received", [date(2018, 3, 10), date(2018, 3, 11)])
def test_what_comes_at_a_weekend_counts_from_monday(received: date) -> None:
    assert working_days_after(received, 1, NONE) == date(2018, 3, 12)


def test_the_rule_that_set_a_date_is_kept_with_it() -> None:
    due = TurnRound("oows", decision_working_days=10).decision_due(date(2018, 3, 5), NONE)
    assert (due.on, due.rule) == (date(2018, 3, 19), "oows/decision-within-10-working-days")


def test_a_decision_is_overdue_the_day_after_it_was_due() -> None:
    due = TurnRound("oows", 1).decision_due(date(2018, 3, 5), NONE)
    assert not due.is_past(date(2018, 3, 6))
    assert due.is_past(date(2018, 3, 7))
