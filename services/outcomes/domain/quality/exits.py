"""Rules about the exit form P4-1 (handbook 2)."""

from collections.abc import Iterator
from typing import Final

from services.outcomes.domain.quality.finding import CheckedRecord, Finding

PLANNED: Final = frozenset({"employment", "education_or_training", "support_received", "referred_on"})
"""The reasons of planned exits; all others are unplanned."""


def leaver_without_exit_date(record: CheckedRecord) -> Iterator[Finding]:
    """Somebody left, and the form does not say when (handbook 3, "leaver without exit date")."""
    left = record.enrolment.exit
    if left and left.left_on is None:
        yield Finding("leaver-without-exit-date", left.recorded_on)


def exit_date_without_kind(record: CheckedRecord) -> Iterator[Finding]:
    """The exit is neither planned nor unplanned (handbook 3, "exit date without kind")."""
    left = record.enrolment.exit
    if left and left.left_on and left.kind is None:
        yield Finding("exit-date-without-kind", left.recorded_on)


def exit_kind_and_reason_disagree(record: CheckedRecord) -> Iterator[Finding]:
    """The exit is planned for a reason that nobody plans, or the other way round (handbook 2, "Exit")."""
    left = record.enrolment.exit
    if left and left.kind and left.reason and (left.kind == "planned") != (left.reason in PLANNED):
        yield Finding("exit-kind-and-reason-disagree", left.recorded_on, ("kind", "reason"))


def soft_outcomes_missing(record: CheckedRecord) -> Iterator[Finding]:
    """The form has no soft outcomes (handbook 3, "incomplete P4-1")."""
    left = record.enrolment.exit
    if left and not left.soft_outcomes:
        yield Finding("soft-outcomes-missing", left.recorded_on)
