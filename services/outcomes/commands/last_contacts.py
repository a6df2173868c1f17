"""Maps facts that only say when somebody was last heard of: they are most of all facts, change no claim, and
need nothing loaded."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeGuard
from uuid import UUID

from services.outcomes.domain.quality import NO_ACTIVITY, NO_CONTACT, silent_since
from services.outcomes.store.last_contacts import LastContact
from services.outcomes.store.pending_facts import AboutEnrolment
from shared.contracts.mentoring_summary import has_begun
from shared.contracts.participant import ActivityRecorded, ContactRecorded

_CONTACTS = frozenset({ContactRecorded, ActivityRecorded})


Contact = ContactRecorded | ActivityRecorded


def are_contacts(facts: Sequence[AboutEnrolment]) -> TypeGuard[Sequence[Contact]]:
    """Whether all of them are contacts or activities."""
    return all(type(fact) in _CONTACTS for fact in facts)


def last_contact(enrolment: UUID, restatement: int, facts: Iterable[Contact]) -> LastContact:
    """Return all that contacts and activities of one enrolment change, told under one restatement. Only
    somebody who was reached has been in contact, an activity without hours is no activity hours (handbook 3),
    and what is still to come is neither."""
    contact: date | None = None
    activity: date | None = None
    hours = 0.0
    for fact in facts:
        if type(fact) is ContactRecorded:
            if fact.attended and has_begun(fact.contacted_on, fact.happened_at):
                contact = max(contact or fact.contacted_on, fact.contacted_on)
        elif (
            type(fact) is ActivityRecorded and fact.hours > 0 and has_begun(fact.started_on, fact.happened_at)
        ):
            on = fact.ended_on or fact.started_on
            activity = max(activity or on, on)
            hours += fact.hours
    silences = tuple(
        (rule, silent_since(last))
        for rule, last in ((NO_CONTACT, contact), (NO_ACTIVITY, activity))
        if last is not None
    )
    return LastContact(enrolment, restatement, contact, activity, hours, silences)
