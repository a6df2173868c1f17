"""Adds up what facts of mentoring say of an enrolment: the same sum in whatever order they come."""

from collections.abc import Iterable
from datetime import date

from shared.contracts.participant import (
    ActivityRecorded,
    ContactRecorded,
    MentoringFact,
    MentoringSummary,
)


def summarise(facts: Iterable[MentoringFact], *, before: MentoringSummary | None = None) -> MentoringSummary:
    """Add facts to what was summarised `before`. Somebody who did not attend was not in contact, and an
    activity without hours is no activity hours (handbook 3)."""
    before = before or MentoringSummary()
    contacts, attended, hours = before.contacts, before.attended_contacts, before.activity_hours
    contact_on, activity_on = before.last_contact_on, before.last_activity_on
    for fact in facts:
        if isinstance(fact, ContactRecorded):
            contacts += 1
            if fact.attended:
                attended += 1
                contact_on = _later(contact_on, fact.contacted_on)
        elif isinstance(fact, ActivityRecorded) and fact.hours > 0:
            hours += fact.hours
            activity_on = _later(activity_on, fact.ended_on or fact.started_on)
    return MentoringSummary(
        contacts=contacts,
        attended_contacts=attended,
        last_contact_on=contact_on,
        activity_hours=hours,
        last_activity_on=activity_on,
    )


def _later(one: date | None, other: date) -> date:
    return other if one is None else max(one, other)
