"""Findings of data quality, by rule code (handbook 3)."""

from datetime import date
from typing import Any

import pytest

from services.outcomes.domain.decision import Achievement
from services.outcomes.domain.enrolment import Characteristics, Enrolment, FollowUp
from services.outcomes.domain.quality import CheckedRecord, Finding, findings, second_open_records
from tests.services.outcomes.domain.builders import (
    COMPLETE,
    LEFT,
    OOWS,
    REGISTERED,
    a_leaver,
    an_achievement,
    an_enrolment,
    an_exit,
    an_id,
    days_from,
    in_work,
)

DUE = date(2018, 2, 28)


def found(rule: str, enrolment: Enrolment, *achievements: Achievement) -> list[Finding]:
    return [each for each in findings(CheckedRecord(OOWS, enrolment, achievements)) if each.rule == rule]


def since(rule: str, enrolment: Enrolment, *achievements: Achievement) -> date | None:
    there = found(rule, enrolment, *achievements)
    return there[0].since if there else None


def test_a_well_kept_leaver_has_nothing_to_mend():
    enrolment = an_enrolment().active(LEFT, 2).exited(an_exit()).followed_up(in_work(DUE))
    assert findings(CheckedRecord(OOWS, enrolment, (an_achievement("job_search", LEFT),))) == ()


def test_a_day_that_had_not_come_when_reported_is_a_future_date():
    reported = days_from(REGISTERED, -1)
    assert since("future-date", an_enrolment(registration_recorded_on=reported)) == reported
    early = an_enrolment().exited(an_exit(LEFT, recorded_on=days_from(LEFT, -1)))
    assert [each.about for each in found("future-date", early)] == [("left_on",)]
    achieved = an_achievement("certificate", LEFT, recorded_on=REGISTERED)
    assert [each.about for each in found("future-date", an_enrolment(), achieved)] == [(str(achieved.id),)]


def test_the_day_of_reporting_itself_is_not_a_future_date():
    assert found("future-date", a_leaver()) == []


def test_an_exit_before_the_start_is_found_and_one_on_the_same_day_is_not():
    assert found("exit-before-start", a_leaver(days_from(REGISTERED, -1)))
    assert not found("exit-before-start", a_leaver(REGISTERED))


def test_a_leaver_without_an_exit_date_is_found_since_the_form_came():
    assert since("leaver-without-exit-date", a_leaver(None)) == LEFT
    assert not found("leaver-without-exit-date", a_leaver())
    assert not found("leaver-without-exit-date", an_enrolment())


@pytest.mark.parametrize(
    ("kind", "reason", "agree"),
    [
        ("planned", "employment", True),
        ("planned", "died", False),
        ("unplanned", "died", True),
        ("unplanned", "support_received", False),
        ("planned", None, True),
        (None, "died", True),
    ],
)
def test_an_exit_whose_kind_and_reason_disagree_is_found(kind: str | None, reason: str | None, agree: bool):
    left = an_enrolment().exited(an_exit(kind=kind, reason=reason))
    assert bool(found("exit-kind-and-reason-disagree", left)) != agree


def test_whoever_does_not_agree_to_be_followed_up_is_not_due_to_be():
    refused = a_leaver().consented_to_follow_up(given=False)
    assert not found("six-month-status-due", refused)
    assert found("six-month-status-due", refused.consented_to_follow_up(given=True))


def test_an_exit_date_without_a_kind_is_found():
    assert found("exit-date-without-kind", an_enrolment().exited(an_exit(kind=None)))
    assert not found("exit-date-without-kind", an_enrolment().exited(an_exit(None, kind=None)))


def test_an_outcome_before_registration_is_found():
    assert found(
        "outcome-before-registration",
        an_enrolment(),
        an_achievement("certificate", days_from(REGISTERED, -1)),
    )
    assert not found("outcome-before-registration", an_enrolment(), an_achievement("certificate", REGISTERED))


@pytest.mark.parametrize(("day", "there"), [(28, False), (29, True)])
def test_an_outcome_outside_its_window_is_found(day: int, there: bool):
    work = an_achievement("paid_work", days_from(LEFT, day))
    assert bool(found("outcome-outside-window", a_leaver(), work)) is there


def test_an_outcome_outside_its_window_beside_one_inside_is_nothing_to_mend():
    during, after = (an_achievement("job_search", days_from(LEFT, day)) for day in (-40, 3))
    assert not found("outcome-outside-window", a_leaver(), during, after)


def test_an_education_outcome_at_25_plus_is_found():
    course = an_achievement("education_or_training", LEFT)
    assert found("education-outcome-at-25-plus", an_enrolment(strand="25+"), course)
    assert not found("education-outcome-at-25-plus", an_enrolment(strand="16-24"), course)


def test_a_job_search_outcome_of_somebody_who_was_not_inactive_is_found():
    search = an_achievement("job_search", LEFT)
    assert found("job-search-when-not-inactive", an_enrolment(labour_market="unemployed"), search)
    assert not found("job-search-when-not-inactive", an_enrolment(), search)


@pytest.mark.parametrize("flag", ["strand-against-date-of-birth", "postcode-outside-lot", "same-ni-number"])
def test_what_the_owner_of_the_identity_flagged_is_found_since_registration(flag: str):
    assert since(flag, an_enrolment(flags=(flag,))) == REGISTERED


@pytest.mark.parametrize(("esf_area", "there"), [("East Wales", True), ("West Wales and the Valleys", False)])
def test_a_lot_and_an_authority_that_make_no_operation_are_found(esf_area: str, there: bool):
    enrolment = an_enrolment(lot="Dyfed", esf_area=esf_area)
    rule = "lot-and-authority-make-no-operation"
    assert [each.about for each in found(rule, enrolment)] == [("lot", "local_authority")] * there


def test_every_missing_characteristic_is_named():
    enrolment = an_enrolment(characteristics=Characteristics(**{**_answers(), "gender": "not_known"}))
    assert [each.about for each in found("missing-characteristic", enrolment)] == [("gender",)]


def _answers() -> dict[str, Any]:
    return {name: getattr(COMPLETE, name) for name in OOWS.mandatory}


SILENCES = ["no-contact-for-60-days", "no-activity-hours-for-60-days"]


@pytest.mark.parametrize("rule", SILENCES)
def test_silence_is_found_60_days_after_registration(rule: str):
    assert since(rule, an_enrolment()) == days_from(REGISTERED, 60)


@pytest.mark.parametrize("rule", SILENCES)
def test_a_closed_or_suspended_file_is_not_silent(rule: str):
    assert not found(rule, a_leaver())
    assert not found(rule, an_enrolment().suspended(LEFT))


@pytest.mark.parametrize("rule", SILENCES)
def test_silence_is_counted_anew_after_resuming_and_after_returning(rule: str):
    assert since(rule, an_enrolment().suspended(REGISTERED).resumed(LEFT)) == days_from(LEFT, 60)
    assert since(rule, a_leaver().rejoined(days_from(LEFT, 5))) == days_from(LEFT, 65)


def test_a_contact_or_activity_hours_put_silence_off():
    contacted = an_enrolment().contacted(days_from(REGISTERED, 10), attended=True)
    assert since("no-contact-for-60-days", contacted) == days_from(REGISTERED, 70)
    active = an_enrolment().active(days_from(REGISTERED, 20), 1.5)
    assert since("no-activity-hours-for-60-days", active) == days_from(REGISTERED, 80)


def test_the_six_month_status_is_due_six_months_after_the_exit():
    assert since("six-month-status-due", a_leaver()) == DUE


@pytest.mark.parametrize("status", ["in_work", "not_in_work", "not_followed_up"])
def test_any_answer_in_time_settles_the_six_month_status(status: str):
    assert not found("six-month-status-due", a_leaver().followed_up(FollowUp(status, DUE)))


def test_a_status_seen_too_late_leaves_the_six_month_status_unknown():
    enrolment = a_leaver().followed_up(FollowUp("in_work", days_from(DUE, 29)))
    assert found("six-month-status-due", enrolment)


def test_having_given_up_later_settles_the_six_month_status():
    enrolment = a_leaver().followed_up(FollowUp("not_followed_up", days_from(DUE, 90)))
    assert not found("six-month-status-due", enrolment)


def test_nobody_is_asked_to_follow_up_somebody_who_died():
    assert not found("six-month-status-due", an_enrolment().exited(an_exit(reason="died")))


def test_a_leaver_without_soft_outcomes_is_found():
    assert found("soft-outcomes-missing", an_enrolment().exited(an_exit(soft_outcomes={})))
    assert not found("soft-outcomes-missing", a_leaver())


def test_a_stay_over_29_months_is_found_from_the_day_after():
    day = date(2019, 8, 1)
    assert since("over-29-months", an_enrolment()) == date(2019, 8, 2)
    assert not found("over-29-months", a_leaver(day))
    assert since("over-29-months", a_leaver(days_from(day, 1))) == date(2019, 8, 2)


def test_an_open_record_beside_another_of_the_same_person_is_found():
    first = an_enrolment(id=an_id("first"))
    second = an_enrolment(id=an_id("second"), registered_on=LEFT, open_since=LEFT)
    ((where, finding),) = second_open_records([second, first])
    assert (where, finding.rule, finding.since) == (an_id("second"), "second-open-record", LEFT)


def test_a_closed_record_beside_an_open_one_is_nothing_to_mend():
    assert list(second_open_records([a_leaver(id=an_id("first")), an_enrolment(id=an_id("second"))])) == []
