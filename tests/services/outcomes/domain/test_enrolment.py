"""An enrolment as outcomes follows it."""

from datetime import date

from services.outcomes.domain.enrolment import FollowUp
from tests.services.outcomes.domain.builders import (
    COMPLETE,
    LEFT,
    REGISTERED,
    a_leaver,
    an_enrolment,
    an_exit,
    days_from,
)

LATER = days_from(REGISTERED, 40)


def test_leaving_without_a_date_is_leaving():
    enrolment = a_leaver(None)
    assert enrolment.left
    assert enrolment.left_on is None


def test_a_return_keeps_the_first_start_and_moves_the_final_exit():
    again = a_leaver().rejoined(days_from(LEFT, 10)).exited(an_exit(days_from(LEFT, 90)))
    assert (again.registered_on, again.left_on) == (REGISTERED, days_from(LEFT, 90))
    assert [each.left_on for each in again.earlier_exits] == [LEFT]


def test_somebody_who_returned_is_taking_part():
    back = a_leaver().rejoined(days_from(LEFT, 10))
    assert not back.left
    assert back.open_since == days_from(LEFT, 10)


def test_a_second_exit_form_replaces_the_first():
    enrolment = a_leaver(None).exited(an_exit(LEFT))
    assert enrolment.left_on == LEFT
    assert enrolment.earlier_exits == ()


def test_a_corrected_labour_market_status_is_the_one_at_registration():
    assert an_enrolment().corrected({"labour_market": "unemployed"}).labour_market == "unemployed"


def test_another_correction_and_an_assessment_leave_the_status_at_registration():
    corrected = an_enrolment().corrected({"gender": "male"})
    assert corrected.labour_market == "economically_inactive"
    assessed = corrected.assessed("P2.1", {"labour_market": "unemployed"})
    assert assessed.labour_market == "economically_inactive"


def test_a_form_that_is_silent_about_a_characteristic_leaves_it_as_it_was():
    assessed = an_enrolment(characteristics=COMPLETE).assessed("P2.1", {"gender": "male"})
    assert assessed.characteristics == COMPLETE._replace(gender="male")


def test_only_somebody_who_was_reached_has_been_in_contact():
    assert an_enrolment().contacted(LATER, attended=False).last_contact_on is None
    assert an_enrolment().contacted(LATER, attended=True).last_contact_on == LATER


def test_a_contact_told_late_does_not_move_the_last_one_back():
    enrolment = an_enrolment().contacted(LATER, attended=True).contacted(REGISTERED, attended=True)
    assert enrolment.last_contact_on == LATER


def test_an_activity_without_hours_is_no_activity_hours():
    assert an_enrolment().active(LATER, 0).last_activity_on is None
    worked = an_enrolment().active(LATER, 2.5).active(REGISTERED, 1)
    assert (worked.activity_hours, worked.last_activity_on) == (3.5, LATER)


def test_a_suspension_ends_with_resuming_leaving_or_returning():
    suspended = an_enrolment().suspended(LATER)
    assert suspended.resumed(LEFT).suspended_on is None
    assert suspended.exited(an_exit()).suspended_on is None
    assert suspended.rejoined(LEFT).suspended_on is None


def test_what_each_form_lacks_is_kept_by_form_and_mended_by_the_next_one():
    enrolment = an_enrolment().assessed("P2.1", {}, ("gender",)).exited(an_exit(), ("kind",))
    assert enrolment.missing == {"P2.1": ("gender",), "P4-1": ("kind",)}
    assert enrolment.assessed("P2.1", {"gender": "male"}).missing["P2.1"] == ()
    assert "P4-1" not in enrolment.rejoined(date(2018, 1, 1)).missing


def test_follow_ups_are_kept_in_the_order_they_were_told():
    told = [FollowUp("in_work", LATER), FollowUp("not_in_work", REGISTERED)]
    enrolment = an_enrolment().followed_up(told[0]).followed_up(told[1])
    assert list(enrolment.follow_ups) == told
