"""Turn-round: working days in Wales, with the rule that set the date (handbook 4)."""

from datetime import date

import pytest

from services.referrals.domain.turnround import (
    Deadline,
    TurnRound,
    resumed,
    working_days_after,
    working_days_between,
)

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
    due = TurnRound("oows", decision_working_days=10, first_contact_working_days=2).decision_due(
        date(2018, 3, 5), NONE
    )
    assert (due.on, due.rule) == (date(2018, 3, 19), "oows/decision-within-10-working-days")


def test_a_decision_is_overdue_the_day_after_it_was_due() -> None:
    due = TurnRound("oows", 1, 2).decision_due(date(2018, 3, 5), NONE)
    assert not due.is_past(date(2018, 3, 6))
    assert due.is_past(date(2018, 3, 7))


def test_a_pause_gives_back_the_days_that_were_left() -> None:
    due = Deadline(date(2018, 3, 19), "oows/decision-within-10-working-days")
    # returned after three of ten working days, answered on the Monday after
    after = resumed(due, paused_on=date(2018, 3, 8), on=date(2018, 3, 12), bank_holidays=NONE)
    assert after == Deadline(date(2018, 3, 21), due.rule)


def test_a_pause_does_not_make_up_for_what_was_late() -> None:
    due = Deadline(date(2018, 3, 19), "oows/decision-within-10-working-days")
    assert resumed(due, paused_on=date(2018, 3, 20), on=date(2018, 4, 3), bank_holidays=NONE) == due


@pytest.mark.parametrize(
    ("end", "days"), [(date(2018, 3, 5), 0), (date(2018, 3, 12), 5), (date(2018, 3, 1), 0)]
)
def test_working_days_are_counted_after_the_first_day(end: date, days: int) -> None:
    assert working_days_between(date(2018, 3, 5), end, NONE) == days
