"""What changes between the claims that stand and those decided now."""

from datetime import timedelta

from services.outcomes.domain.claim_changes import StandingDecision, claim_changes
from services.outcomes.domain.claims import decide
from services.outcomes.domain.decision import Decision
from tests.services.outcomes.domain.builders import (
    LEFT,
    OOWS,
    REGISTERED,
    a_leaver,
    an_achievement,
    an_id,
)

JOB = an_achievement("paid_work", LEFT)
SEARCH = an_achievement("job_search", LEFT)


def standing(decisions: tuple[Decision, ...]) -> list[StandingDecision]:
    return [StandingDecision(an_id(each.category), each) for each in decisions]


def test_what_is_new_is_claimed_or_refused():
    decided = decide(OOWS, a_leaver(labour_market="unemployed"), [JOB, SEARCH])
    changes = claim_changes([], decided, because="exited")
    assert [each.category for each in changes.claim] == ["employment"]
    assert [each.category for each in changes.refuse] == ["job-search"]


def test_the_same_decisions_again_change_nothing():
    decided = decide(OOWS, a_leaver(labour_market="unemployed"), [JOB, SEARCH])
    assert claim_changes(standing(decided), decided, because="exited").nothing


def test_a_claim_of_somebody_who_returned_is_withdrawn_with_that_reason():
    decided = decide(OOWS, a_leaver(), [JOB])
    (withdrawal,) = claim_changes(standing(decided), (), because="rejoined").withdraw
    assert (withdrawal.id, withdrawal.category) == (an_id("employment"), "employment")
    assert withdrawal.reason == "rejoined"


def test_a_claim_that_a_rule_now_refuses_is_withdrawn_with_that_rule():
    before = decide(OOWS, a_leaver(), [SEARCH])
    after = decide(OOWS, a_leaver(labour_market="unemployed"), [SEARCH])
    changes = claim_changes(standing(before), after, because="corrected")
    assert [each.reason for each in changes.withdraw] == ["oows/job-search/inactive-at-registration"]
    assert changes.refuse == after


def test_a_refusal_lapses_when_the_claim_becomes_possible():
    before = decide(OOWS, a_leaver(None), [JOB])
    after = decide(OOWS, a_leaver(), [JOB])
    changes = claim_changes(standing(before), after, because="exited")
    assert changes.lapse == (an_id("employment"),)
    assert changes.claim == after
    assert changes.withdraw == ()


def test_a_claim_on_other_grounds_replaces_the_one_before():
    earlier = an_achievement("paid_work", REGISTERED)
    before = decide(OOWS, a_leaver(), [JOB])
    after = decide(OOWS, a_leaver(LEFT + timedelta(days=1)), [JOB, earlier])
    changes = claim_changes(standing(before), after, because="exited")
    assert [each.reason for each in changes.withdraw] == ["exited"]
    assert changes.claim == after
