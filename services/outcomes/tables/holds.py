"""What the columns of this service's tables hold."""

from typing import Final

from shared.persistence.columns import FACT, vocabulary

HOLDS: Final = {
    "first_answer.arguments": "a programme and a day",
    "first_answer.answer": "protected counts of a lot",
    **vocabulary("first_answer", "question lot"),
    "record.history": "flags, what forms lack, exits and follow-ups: words of closed lists, and days",
    "claim.dates": "days, by name",
    "waiting.data": FACT,
    **vocabulary("cell", "programme esf_area strand lot"),
    **vocabulary("profile", "gender ethnicity condition qualification labour_market"),
    **vocabulary(
        "situation",
        "single_adult_household jobless_household homeless dependent_children primary_carer "
        "work_limiting_condition disability",
    ),
    **vocabulary("enrolment", "programme"),
    **vocabulary("soft_outcome", "programme"),
    **vocabulary("soft_outcome_change", "old_programme new_programme"),
    **vocabulary("record", "labour_market_at_registration"),
    **vocabulary("achievement", "kind evidence"),
    **vocabulary("claim", "programme category part rule evidence withdrawn_because"),
    **vocabulary("finding", "rule about"),
    **vocabulary("waiting", "type"),
    **vocabulary("recent_use", "recent_use"),
    **vocabulary("course", "kind result"),
}
"""What every column of text, JSON or bytes holds: sealed, words of a closed list, or why it may stand in the
clear. A test compares it with the database."""
