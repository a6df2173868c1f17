"""Finds dates of forms that cannot be: days that had not come when they were told, and days in the wrong
order (handbook 3, "Data quality")."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from services.outcomes.domain.enrolment import DateFault, Enrolment
from services.outcomes.store.pending_facts import AboutEnrolment
from shared.clock import date_in_wales
from shared.contracts import mentoring_summary, participant
from shared.contracts.participant_restated import MentoringSummary
from shared.messaging.fact import Fact

FUTURE_DATE: Final = "future-date"
SUSPENSION: Final = "suspension-dates-out-of-order"
RETURN: Final = "return-dates-out-of-order"

_DAYS: Final[Mapping[type[Fact], str]] = {
    participant.ParticipantAssessed: "assessed_on",
    participant.ConsentRecorded: "since",
    participant.ParticipantSuspended: "suspended_on",
    participant.ParticipantResumed: "resumed_on",
    participant.ParticipantExited: "soft_outcomes_on",
    participant.ParticipantRejoined: "rejoined_on",
    participant.ParticipantFollowedUp: "observed_on",
    participant.EmployedAt6Months: "observed_on",
}
"""The day of each fact that is not kept by itself; those that are have rules in `domain/quality`."""


def date_faults(before: Enrolment, fact: AboutEnrolment) -> list[DateFault]:
    """What is wrong with the dates of a fact, told of an enrolment as it was before."""
    kind = type(fact)
    if isinstance(fact, participant.ContactRecorded | participant.ActivityRecorded):
        fault = mentoring_summary.date_fault(fact)
        return [] if fault is None else [DateFault(fault.rule, fault.told_on, fault.about)]
    name = _DAYS.get(kind)
    if name is None:
        return []
    told_on, day = date_in_wales(fact.happened_at), getattr(fact, name)
    found = [DateFault(FUTURE_DATE, told_on, name)] if day is not None and day > told_on else []
    if kind in _ORDERS:
        found += [DateFault(rule, told_on, about) for rule, about in _ORDERS[kind](before, fact)]
    return found


def summarised(mentoring: MentoringSummary) -> list[DateFault]:
    """Those of contacts and activities that a restatement sums up."""
    return [DateFault(each.rule, each.told_on, each.about) for each in mentoring.date_faults]


def _of_suspension(before: Enrolment, fact: participant.ParticipantSuspended) -> Iterator[tuple[str, str]]:
    if fact.suspended_on < before.registered_on:
        yield SUSPENSION, "suspended_on"


def _of_resumption(before: Enrolment, fact: participant.ParticipantResumed) -> Iterator[tuple[str, str]]:
    if _is_before(fact.resumed_on, before.suspended_on):
        yield SUSPENSION, "resumed_on"


def _of_exit(before: Enrolment, fact: participant.ParticipantExited) -> Iterator[tuple[str, str]]:
    if fact.left_on is None:
        return
    if _is_before(fact.left_on, before.suspended_on):
        yield SUSPENSION, "left_on"
    if _is_before(fact.left_on, before.rejoined_on):
        yield RETURN, "left_on"


def _of_return(before: Enrolment, fact: participant.ParticipantRejoined) -> Iterator[tuple[str, str]]:
    if _is_before(fact.rejoined_on, before.left_on):
        yield RETURN, "rejoined_on"


def _is_before(day: date, other: date | None) -> bool:
    return other is not None and day < other


_ORDERS: Final[Mapping[type[Fact], Callable[[Enrolment, Any], Iterator[tuple[str, str]]]]] = {
    participant.ParticipantSuspended: _of_suspension,
    participant.ParticipantResumed: _of_resumption,
    participant.ParticipantExited: _of_exit,
    participant.ParticipantRejoined: _of_return,
}
