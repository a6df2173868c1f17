"""Lists the rules of what falls due."""

from typing import Final

from services.participants.domain.due import (
    beginnings,
    consents,
    contacts,
    disengagement,
    reviews,
    soft_landing,
)
from services.participants.domain.due.rule import DueDays, Rule

_RULES: Final = (
    beginnings.no_mentor,
    beginnings.no_plan,
    reviews.plan_not_reviewed,
    contacts.contact_due,
    contacts.no_word,
    disengagement.letter_ended,
    disengagement.trying_ended,
    consents.consent_withdrawn,
    reviews.readiness_unconfirmed,
    reviews.risk_review_due,
    soft_landing.first_check_in,
    soft_landing.second_check_in,
    reviews.six_month_follow_up,
)


def rules(days: DueDays) -> tuple[Rule, ...]:
    """Make the rules with a programme's settings."""
    return tuple(make(days) for make in _RULES)
