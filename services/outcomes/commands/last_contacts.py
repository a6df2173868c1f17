"""Maps facts that only say when somebody was last heard of: they are most of all facts, change no claim, and
need nothing loaded."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeGuard
from uuid import UUID

from services.outcomes.domain.quality import NO_ACTIVITY, NO_CONTACT, silent_since
from services.outcomes.store.last_contacts import LastContact
from services.outcomes.store.pending_facts import AboutEnrolment
from shared.contracts.mentoring_summary import date_fault
from shared.contracts.participant import ActivityRecorded, ContactRecorded

_CONTACTS = frozenset({ContactRecorded, ActivityRecorded})


Contact = ContactRecorded | ActivityRecorded


def are_contacts(facts: Sequence[AboutEnrolment]) -> TypeGuard[Sequence[Contact]]:
    """Whether all of them are contacts or activities with dates that can be."""
    return all(type(fact) in _CONTACTS and date_fault(fact) is None for fact in facts)  # type: ignore[arg-type]


def last_contact(enrolment: UUID, restatement: int, facts: Iterable[Contact]) -> LastContact:
    """Return all that contacts and activities of one enrolment change, told under one restatement, none of
    them still to come. Only somebody who was reached has been in contact, and an activity without hours is no
    activity hours (handbook 3)."""
    contact: date | None = None
    activity: date | None = None
    hours = 0.0
    for fact in facts:
        if type(fact) is ContactRecorded:
            if fact.attended:
                contact = max(contact or fact.contacted_on, fact.contacted_on)
        elif type(fact) is ActivityRecorded and fact.hours > 0:
            on = fact.ended_on or fact.started_on
            activity = max(activity or on, on)
            hours += fact.hours
    silences = tuple(
        (rule, silent_since(last))
        for rule, last in ((NO_CONTACT, contact), (NO_ACTIVITY, activity))
        if last is not None
    )
    return LastContact(enrolment, restatement, contact, activity, hours, silences)
