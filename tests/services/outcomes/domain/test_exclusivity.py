"""Categories that exclude each other, as another programme's rules need."""

from services.outcomes.domain.claims import decide
from tests.services.outcomes.domain.builders import (
    LEFT,
    REGISTERED,
    a_programme,
    an_achievement,
    an_enrolment,
    by_category,
)

JOB = an_achievement("paid_work", LEFT)
COURSE = an_achievement("education_or_training", LEFT)
INTERVIEW = an_achievement("job_interview", REGISTERED)
VOLUNTEERING = an_achievement("volunteering", LEFT)
DEGREE = an_achievement("qualification", LEFT)


def test_one_exit_outcome_needs_no_choice():
    assert decide(a_programme(), an_enrolment(), [JOB])[0].claimed


def test_of_two_exit_outcomes_only_the_chosen_one_is_claimed():
    decisions = by_category(
        decide(a_programme(), an_enrolment(), [JOB, COURSE], {"exit-outcome": "further-learning"})
    )
    assert decisions["further-learning"].claimed
    assert decisions["employment"].rule == "pmw/employment/exit-outcome-another-was-chosen"
    assert decisions["employment"].counted_on is None


def test_until_the_provider_chooses_neither_is_claimed():
    decisions = decide(a_programme(), an_enrolment(), [JOB, COURSE])
    assert [each.rule for each in decisions] == [
        "pmw/further-learning/exit-outcome-awaits-choice",
        "pmw/employment/exit-outcome-awaits-choice",
    ]


def test_a_participant_can_carry_an_exit_outcome_a_qualification_and_an_other_positive():
    decisions = decide(a_programme(), an_enrolment(), [JOB, DEGREE, VOLUNTEERING])
    assert [each.category for each in decisions if each.claimed] == [
        "employment",
        "qualification",
        "other-positive",
    ]


def test_what_led_directly_to_the_exit_outcome_is_not_claimed_beside_it():
    interview = an_achievement("job_interview", REGISTERED, led_to=JOB.id)
    decisions = by_category(decide(a_programme(), an_enrolment(), [JOB, interview]))
    assert decisions["other-positive"].rule == "pmw/other-positive/not-if-led-to-exit-outcome"


def test_an_other_positive_that_is_not_directly_related_is_claimed_beside_it():
    interview = an_achievement("job_interview", REGISTERED, led_to=JOB.id)
    decisions = by_category(decide(a_programme(), an_enrolment(), [JOB, interview, VOLUNTEERING]))
    assert decisions["other-positive"].part == "volunteering"


def test_what_led_to_an_outcome_that_was_not_chosen_is_claimed():
    interview = an_achievement("job_interview", REGISTERED, led_to=JOB.id)
    decisions = by_category(
        decide(a_programme(), an_enrolment(), [JOB, COURSE, interview], {"exit-outcome": "further-learning"})
    )
    assert decisions["other-positive"].claimed


def test_other_positives_of_whatever_kind_count_once():
    decisions = decide(a_programme(), an_enrolment(), [INTERVIEW, VOLUNTEERING])
    assert [each.part for each in decisions] == ["job_interview"]


def test_a_category_that_need_not_wait_for_the_exit_counts_from_its_own_day():
    assert decide(a_programme(), an_enrolment(), [DEGREE])[0].counted_on == LEFT
