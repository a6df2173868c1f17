"""What can be claimed, and why not (handbook 3)."""

from datetime import date
from itertools import permutations

import pytest

from services.outcomes.domain.claims import decide
from services.outcomes.domain.decision import Achievement, Decision
from services.outcomes.domain.enrolment import Enrolment
from tests.services.outcomes.domain.builders import (
    LEFT,
    OOWS,
    REGISTERED,
    a_leaver,
    an_achievement,
    an_enrolment,
    an_exit,
    by_category,
    days_from,
    in_work,
)


def the(enrolment: Enrolment, *achieved: tuple[str, date]) -> Decision:
    (decision,) = decide(OOWS, enrolment, [an_achievement(kind, on) for kind, on in achieved])
    return decision


def test_nothing_can_be_claimed_before_the_person_has_left():
    assert decide(OOWS, an_enrolment(), [an_achievement("volunteering", REGISTERED)]) == ()


def test_nothing_is_claimed_for_somebody_who_is_not_eligible_and_the_refusal_names_that_rule():
    refused = the(a_leaver(is_eligible=False), ("paid_work", LEFT))
    assert (refused.claimed, refused.rule) == (False, "oows/employment/eligible")


def test_nothing_achieved_is_nothing_to_decide():
    assert decide(OOWS, a_leaver(), []) == ()


def test_an_achievement_that_no_category_counts_is_not_decided():
    assert decide(OOWS, a_leaver(), [an_achievement("job_interview", LEFT)]) == ()


def test_a_leaver_without_an_exit_date_is_refused_by_that_rule():
    decision = the(a_leaver(None), ("volunteering", REGISTERED))
    assert (decision.claimed, decision.rule) == (False, "oows/placement/no-exit-date")


@pytest.mark.parametrize("day", [0, 1, 28])
def test_job_search_within_28_days_of_exit_is_claimed(day: int):
    decision = the(a_leaver(), ("job_search", days_from(LEFT, day)))
    assert (decision.claimed, decision.rule) == (True, "oows/job-search/within-28-days-of-exit")


@pytest.mark.parametrize("day", [-1, 29])
def test_job_search_outside_28_days_of_exit_is_refused(day: int):
    decision = the(a_leaver(), ("job_search", days_from(LEFT, day)))
    assert (decision.claimed, decision.rule) == (False, "oows/job-search/within-28-days-of-exit")


@pytest.mark.parametrize("status", ["unemployed", "long_term_unemployed", "employed", "not_known"])
def test_job_search_is_only_for_the_economically_inactive(status: str):
    decision = the(a_leaver(labour_market=status), ("job_search", LEFT))
    assert (decision.claimed, decision.rule) == (False, "oows/job-search/inactive-at-registration")


@pytest.mark.parametrize("kind", ["paid_work", "self_employment"])
@pytest.mark.parametrize("on", [REGISTERED, LEFT, days_from(LEFT, 28)])
def test_work_begun_during_participation_or_within_28_days_after_is_employment(kind: str, on: date):
    decision = the(a_leaver(), (kind, on))
    assert (decision.category, decision.claimed) == ("employment", True)


def test_work_begun_on_day_29_is_refused():
    decision = the(a_leaver(), ("paid_work", days_from(LEFT, 29)))
    assert (decision.claimed, decision.rule) == (False, "oows/employment/by-28-days-after-exit")


def test_what_was_achieved_before_registration_is_refused():
    decision = the(a_leaver(), ("paid_work", days_from(REGISTERED, -1)))
    assert (decision.claimed, decision.rule) == (False, "oows/employment/before-registration")


def test_what_was_achieved_before_registration_is_refused_even_after_an_exit_dated_earlier_still():
    enrolment = a_leaver(days_from(REGISTERED, -10))
    decision = the(enrolment, ("job_search", days_from(REGISTERED, -5)))
    assert decision.rule == "oows/job-search/before-registration"


def test_an_exit_dated_before_the_registration_makes_no_claim():
    decision = the(a_leaver(days_from(REGISTERED, -10)), ("paid_work", days_from(REGISTERED, 5)))
    assert (decision.claimed, decision.rule) == (False, "oows/employment/exit-before-start")


def test_no_status_is_claimed_of_somebody_who_died():
    enrolment = an_enrolment().exited(an_exit(reason="died")).followed_up(in_work(date(2018, 2, 28)))
    [decision] = decide(OOWS, enrolment, ())
    assert (decision.claimed, decision.rule) == (False, "oows/employment-6m/not-after-death")


def test_education_is_for_the_16_to_24_strand_only():
    young, adult = a_leaver(strand="16-24"), a_leaver(strand="25+")
    assert the(young, ("education_or_training", LEFT)).claimed
    assert the(adult, ("education_or_training", LEFT)).rule == "oows/education-training/16-24-strand-only"


@pytest.mark.parametrize(("day", "claimed"), [(-1, False), (0, True), (28, True), (29, False)])
def test_education_is_newly_entered_within_28_days_of_exit(day: int, claimed: bool):
    decision = the(a_leaver(strand="16-24"), ("education_or_training", days_from(LEFT, day)))
    assert decision.claimed is claimed


@pytest.mark.parametrize(("day", "claimed"), [(-100, True), (28, True), (29, False)])
def test_a_certificate_counts_when_gained_by_28_days_after_exit(day: int, claimed: bool):
    assert the(a_leaver(), ("certificate", days_from(LEFT, day))).claimed is claimed


def test_however_often_achieved_a_category_is_claimed_once_on_the_earliest():
    days = [days_from(REGISTERED, day) for day in (50, 10, 30)]
    decision = the(a_leaver(), *(("volunteering", day) for day in days))
    assert decision.achievement == an_achievement("volunteering", days[1]).id


def test_an_earlier_achievement_that_is_not_eligible_does_not_stand_in_the_way():
    decision = the(a_leaver(), ("job_search", days_from(LEFT, -20)), ("job_search", days_from(LEFT, 5)))
    assert (decision.claimed, decision.dates["achieved_on"]) == (True, days_from(LEFT, 5))


def test_two_on_the_same_day_are_told_apart_by_id():
    one, other = (an_achievement("volunteering", LEFT, name) for name in ("one", "other"))
    first = decide(OOWS, a_leaver(), [one, other])
    assert first == decide(OOWS, a_leaver(), [other, one])
    assert first[0].achievement == min(one.id, other.id)


def test_the_order_in_which_achievements_became_known_does_not_matter():
    days = (("volunteering", 40), ("certificate", 60), ("qualification", 90), ("work_experience", 40))
    achieved = [an_achievement(kind, days_from(REGISTERED, day)) for kind, day in days]
    decided = {decide_as_tuple(order) for order in permutations(achieved)}
    assert len(decided) == 1


def decide_as_tuple(achieved: tuple[Achievement, ...]) -> tuple[object, ...]:
    return tuple((each.category, each.achievement, each.part) for each in decide(OOWS, a_leaver(), achieved))


def test_whoever_has_a_qualification_and_a_certificate_counts_by_the_qualification():
    decision = the(a_leaver(), ("certificate", REGISTERED), ("qualification", LEFT))
    assert decision.part == "qualification"


def test_a_qualification_gained_too_late_leaves_the_certificate():
    decision = the(a_leaver(), ("certificate", LEFT), ("qualification", days_from(LEFT, 29)))
    assert (decision.claimed, decision.part) == (True, "certificate")


def test_a_claim_rests_on_the_highest_level_reached_in_time_and_counts_from_the_first():
    levels = [(REGISTERED, 1), (days_from(LEFT, 9), 3), (days_from(LEFT, 40), 5)]
    gained = [an_achievement("qualification", on, cqfw_level=level) for on, level in levels]
    (decision,) = decide(OOWS, a_leaver(), gained)
    assert (decision.level, decision.dates["achieved_on"]) == (3, days_from(LEFT, 9))
    assert (decision.achievement, decision.counted_on) == (gained[1].id, LEFT)


def test_better_evidence_that_comes_later_lifts_a_claim_and_worse_does_not():
    told = ["mentor_verified", "third_party_document", "self_reported"]
    work = [
        an_achievement("paid_work", days_from(LEFT, day), evidence=evidence)
        for day, evidence in enumerate(told)
    ]
    (decision,) = decide(OOWS, a_leaver(), work)
    assert (decision.evidence, decision.achievement) == ("third_party_document", work[1].id)
    assert decision.counted_on == LEFT


def test_of_equal_proof_a_claim_rests_on_the_earliest():
    work = [an_achievement("paid_work", days_from(LEFT, day)) for day in (3, 1, 2)]
    (decision,) = decide(OOWS, a_leaver(), work)
    assert decision.dates["achieved_on"] == days_from(LEFT, 1)


@pytest.mark.parametrize("kind", ["work_experience", "volunteering"])
def test_a_completed_placement_names_its_part(kind: str):
    decision = the(a_leaver(), (kind, REGISTERED))
    assert (decision.category, decision.part, decision.claimed) == ("placement", kind, True)


def test_no_category_excludes_another():
    kinds = ("job_search", "paid_work", "qualification", "education_or_training", "volunteering")
    decisions = decide(OOWS, a_leaver(strand="16-24"), [an_achievement(kind, LEFT) for kind in kinds])
    assert [each.claimed for each in decisions] == [True] * 5


def test_a_claim_counts_from_the_later_of_leaving_and_achieving():
    assert the(a_leaver(), ("paid_work", REGISTERED)).counted_on == LEFT
    assert the(a_leaver(), ("paid_work", days_from(LEFT, 9))).counted_on == days_from(LEFT, 9)


def test_a_refusal_does_not_count():
    assert the(a_leaver(), ("paid_work", days_from(LEFT, 29))).counted_on is None


def test_every_decision_shows_the_dates_and_the_evidence_it_rests_on():
    decision = the(a_leaver(), ("job_search", days_from(LEFT, 3)))
    assert decision.evidence == "mentor_verified"
    assert decision.dates == {
        "registered_on": REGISTERED,
        "left_on": LEFT,
        "opens_on": LEFT,
        "closes_on": days_from(LEFT, 28),
        "achieved_on": days_from(LEFT, 3),
    }


def test_whoever_returns_has_nothing_to_claim_until_leaving_again():
    achieved = [an_achievement("volunteering", REGISTERED)]
    back = a_leaver().rejoined(days_from(LEFT, 30))
    assert decide(OOWS, back, achieved) == ()
    again = by_category(decide(OOWS, a_leaver(days_from(LEFT, 90)), achieved))
    assert again["placement"].counted_on == days_from(LEFT, 90)
