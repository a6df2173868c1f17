"""Each form says field by field what it lacks (handbook 2, "The forms")."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.participants.forms.action_plan_agreed import ActionPlan
from services.participants.forms.assessed_monitoring import MonitoringMatrix
from services.participants.forms.assessed_needs import NeedsAssessment
from services.participants.forms.ethnic_groups import EthnicGroup, ethnicity_of
from services.participants.forms.exited import ExitForm
from services.participants.forms.registered import Eligibility
from services.participants.forms.risk_assessed import RiskAssessment
from shared.contracts.vocabulary import Ethnicity, Indicator

GOAL = {"what": "CSCS card", "measured_by": "The card", "by_when": "2017-06-01", "status": "agreed"}
PLAN: dict[str, Any] = {
    "goals": [GOAL], "distance_from_work": "near", "signed_by_participant": True, "signed_by_mentor": True,
    "copy_given": True,
}  # fmt: skip
ALL_THIRTEEN = {name: {"change": "better"} for name in Indicator}
LEFT: dict[str, Any] = {"left_on": "2017-09-01", "kind": "planned", "reason": "support_received"}


def test_a_plan_that_is_smart_signed_by_both_and_handed_over_is_complete() -> None:
    assert ActionPlan.model_validate(PLAN).missing() == ()


@pytest.mark.parametrize(
    ("differences", "lacks"),
    [
        ({"goals": ["CSCS card"]}, ("goals.measured_by", "goals.by_when", "goals.status")),
        ({"goals": [GOAL, {**GOAL, "by_when": None}]}, ("goals.by_when",)),
        ({"signed_by_mentor": False}, ("signed_by_mentor",)),
        ({"copy_given": None}, ("copy_given",)),
        ({"distance_from_work": "not_known"}, ()),
    ],
)
def test_a_plan_lacks_what_its_goals_lack_a_signature_and_a_copy(
    differences: dict[str, Any], lacks: tuple[str, ...]
) -> None:
    assert ActionPlan.model_validate(PLAN | differences).missing() == lacks


def test_one_answer_of_the_thirteen_does_not_make_the_exit_form_complete() -> None:
    one = ExitForm.model_validate({**LEFT, "soft_outcomes": {"own_confidence": {"change": "better"}}})
    assert one.missing() == tuple(f"soft_outcomes.{name}" for name in list(Indicator)[1:])
    assert ExitForm.model_validate(LEFT).missing() == ("soft_outcomes",)
    assert ExitForm.model_validate({**LEFT, "soft_outcomes": ALL_THIRTEEN}).missing() == ()


def test_who_leaves_for_work_is_asked_what_work() -> None:
    for_work = {**LEFT, "reason": "employment", "soft_outcomes": ALL_THIRTEEN}
    assert ExitForm.model_validate(for_work).missing() == ("destination",)
    told = {**for_work, "destination": {"role": "Cook", "soc_major_group": 5, "sector": "I"}}
    assert ExitForm.model_validate(told).missing() == ()


@pytest.mark.parametrize(
    "wrong", [{"soc_major_group": 0}, {"sector": "Z"}, {"hours_a_week": 169}, {"employer": "charity"}]
)
def test_a_destination_is_told_in_codes(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ExitForm.model_validate({**LEFT, "destination": wrong})


def test_what_p2_asks_in_codes_may_be_not_known_and_not_left_out() -> None:
    asked = dict.fromkeys(("main_substance", "length_of_dependency", "recent_use"), "not_known")
    form = NeedsAssessment.model_validate({"form": "P2", **asked})
    assert form.missing() == ("work_history", "qualification", "motivation")
    with pytest.raises(ValidationError):
        NeedsAssessment.model_validate({"form": "P2", "main_substance": "opiates"})


def test_p22_asks_for_violence_against_women_who_may_know_and_the_day_of_its_review() -> None:
    told = {"risks_to_self": "None", "risks_to_others": "None", "mitigations": "A call"}
    assert RiskAssessment.model_validate(told).missing() == (
        "violence_against_women",
        "who_may_know",
        "review_on",
    )


@pytest.mark.parametrize("group", EthnicGroup.__args__)  # type: ignore[attr-defined]
def test_every_ethnic_group_gives_the_coarse_answer(group: str) -> None:
    form = MonitoringMatrix.model_validate({"form": "P2.1", "ethnic_group": group})
    assert ("ethnicity" in form.missing()) == (group == "not_known")
    assert ethnicity_of(group) in Ethnicity


def test_the_coarse_answer_stands_where_both_are_given() -> None:
    both = {"form": "P2.1", "ethnicity": "not_known", "ethnic_group": "arab"}
    assert "ethnicity" in MonitoringMatrix.model_validate(both).missing()


def test_sexual_orientation_and_religion_are_asked_and_never_required() -> None:
    assert not {"sexual_orientation", "religion_or_belief"} & set(MonitoringMatrix.MANDATORY)
    asked = {"form": "P2.1", "sexual_orientation": "prefers_not_to_say", "religion_or_belief": "other"}
    MonitoringMatrix.model_validate(asked)


def test_evidence_with_its_documents_lacks_nothing() -> None:
    seen = {"document": "Letter of the Jobcentre", "seen_on": "2017-03-01", "seen_by": "the referrer"}
    assert Eligibility.model_validate({"evidence_seen": {"jobcentre_letter": seen}}).missing_evidence() == ()
