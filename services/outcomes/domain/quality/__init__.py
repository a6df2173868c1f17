"""Which records somebody should mend: one rule a function, one family of rules a file (handbook 3)."""

from services.outcomes.domain.quality.finding import CheckedRecord, Finding, one_per_rule
from services.outcomes.domain.quality.registry import RULES, findings
from services.outcomes.domain.quality.repeated_records import second_open_records
from services.outcomes.domain.quality.silence import NO_ACTIVITY, NO_CONTACT, NO_HOURS_AT_ALL, silent_since

__all__ = [
    "NO_ACTIVITY",
    "NO_CONTACT",
    "NO_HOURS_AT_ALL",
    "RULES",
    "CheckedRecord",
    "Finding",
    "findings",
    "one_per_rule",
    "second_open_records",
    "silent_since",
]
