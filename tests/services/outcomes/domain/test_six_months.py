"""The status six months after leaving (handbook 3)."""

from datetime import date

import pytest

from services.outcomes.domain.claims import decide
from services.outcomes.domain.enrolment import Enrolment, FollowUp
from tests.services.outcomes.domain.builders import OOWS, a_leaver, an_enrolment, days_from, in_work

LEFT = date(2017, 8, 31)
DUE = date(2018, 2, 28)


def left_and(*follow_ups: FollowUp) -> Enrolment:
    enrolment = a_leaver(LEFT)
    for each in follow_ups:
        enrolment = enrolment.followed_up(each)
    return enrolment


@pytest.mark.parametrize("day", [-14, 0, 28])
def test_in_work_seen_from_14_days_before_to_28_days_after_six_months_is_claimed(day: int):
    (decision,) = decide(OOWS, left_and(in_work(days_from(DUE, day))), [])
    assert (decision.claimed, decision.rule) == (True, "oows/employment-6m/in-work-six-months-after-exit")
    assert decision.counted_on == days_from(DUE, day)
    assert decision.dates["due_on"] == DUE


@pytest.mark.parametrize("day", [-15, 29])
def test_in_work_seen_outside_that_time_is_refused(day: int):
    (decision,) = decide(OOWS, left_and(in_work(days_from(DUE, day))), [])
    assert (decision.claimed, decision.rule) == (False, "oows/employment-6m/in-work-six-months-after-exit")


@pytest.mark.parametrize("status", ["not_in_work", "not_followed_up"])
def test_no_work_and_no_follow_up_are_nothing_achieved(status: str):
    assert decide(OOWS, left_and(FollowUp(status, DUE)), []) == ()


def test_not_followed_up_does_not_unsay_work_seen_in_time():
    enrolment = left_and(in_work(DUE), FollowUp("not_followed_up", days_from(DUE, 20)))
    assert decide(OOWS, enrolment, [])[0].claimed


def test_a_later_word_in_the_same_time_stands():
    enrolment = left_and(in_work(DUE), FollowUp("not_in_work", days_from(DUE, 1)))
    assert decide(OOWS, enrolment, []) == ()


def test_the_status_observed_last_stands_whenever_it_was_told():
    enrolment = left_and(in_work(days_from(DUE, 5)), FollowUp("not_in_work", DUE))
    assert decide(OOWS, enrolment, [])[0].claimed
    of_one_day = left_and(FollowUp("not_in_work", DUE), in_work(DUE))
    assert decide(OOWS, of_one_day, [])[0].claimed


def test_work_lost_after_that_time_does_not_undo_the_claim():
    enrolment = left_and(in_work(DUE), FollowUp("not_in_work", days_from(DUE, 60)))
    assert decide(OOWS, enrolment, [])[0].claimed


def test_without_an_exit_date_there_are_no_six_months():
    (decision,) = decide(OOWS, a_leaver(None).followed_up(in_work(DUE)), [])
    assert decision.rule == "oows/employment-6m/no-exit-date"


def test_somebody_who_has_not_left_is_not_six_months_after_leaving():
    assert decide(OOWS, an_enrolment().followed_up(in_work(DUE)), []) == ()
