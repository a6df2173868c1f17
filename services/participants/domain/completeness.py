"""What a form must hold to count as complete (handbook 2): one that lacks something is kept, shown as
incomplete and counted."""

from collections.abc import Mapping
from typing import Any

MANDATORY: dict[str, tuple[str, ...]] = {
    "P1": ("given_name", "family_name", "date_of_birth", "consent", "evidence"),
    "P2": ("work_history", "qualification", "recent_use", "motivation"),
    "P2.1": (
        "gender",
        "ethnicity",
        "condition",
        "qualification",
        "single_adult_household",
        "jobless_household",
        "homeless",
        "dependent_children",
        "primary_carer",
        "work_limiting_condition",
        "disability",
    ),
    "P2.2": ("risks_to_self", "risks_to_others", "mitigations"),
    "wheel": (
        "basic_skills",
        "recovery_capital",
        "cv",
        "interview_skills",
        "life_skills",
        "qualifications_and_training",
        "voluntary_and_work_experience",
        "it_and_job_search",
    ),
    "P4-1": ("left_on", "kind", "reason", "soft_outcomes"),
}


def missing(form: str, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The mandatory fields that a form leaves out. "Not known" is an answer, except where nobody can be
    counted without the characteristic (P2.1)."""
    return tuple(name for name in MANDATORY[form] if _is_missing(form, answers.get(name)))


def _is_missing(form: str, value: Any) -> bool:
    return value is None or value in ((), "", {}) or (form == "P2.1" and value == "not_known")
