"""Adds up what facts of mentoring say of an enrolment."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from shared.clock import date_in_wales
from shared.contracts.participant import ActivityRecorded, ContactRecorded, MentoringFact
from shared.contracts.participant_restated import CourseTaken, DateFault, MentoringSummary


def summarise(facts: Iterable[MentoringFact], *, before: MentoringSummary | None = None) -> MentoringSummary:
    """Add facts to what was summarised `before`. Somebody who did not attend was not in contact, an activity
    without hours is no activity hours (handbook 3), and a letter is counted by itself."""
    before = before or MentoringSummary()
    contacts, calls, letters, hours = before.contacts, before.calls, before.letters, before.activity_hours
    contact_on, activity_on = before.last_contact_on, before.last_activity_on
    courses: dict[UUID, CourseTaken] = {each.course_id: each for each in before.courses}
    faults = set(before.date_faults)
    for fact in facts:
        if isinstance(fact, ContactRecorded | ActivityRecorded) and (fault := date_fault(fact)) is not None:
            faults.add(fault)
        if isinstance(fact, ContactRecorded):
            if fact.attended and has_begun(fact.contacted_on, fact.happened_at):
                letters += fact.kind == "letter"
                contacts += fact.kind != "letter"
                calls += fact.kind == "phone"
                contact_on = _later(contact_on, fact.contacted_on)
        elif isinstance(fact, ActivityRecorded):
            if fact.hours > 0 and has_begun(fact.started_on, fact.happened_at):
                hours += fact.hours
                activity_on = _later(activity_on, fact.ended_on or fact.started_on)
            if fact.course_id is not None:
                courses[fact.course_id] = course_after(courses.get(fact.course_id), fact)
    return MentoringSummary(
        contacts=contacts,
        calls=calls,
        letters=letters,
        last_contact_on=contact_on,
        activity_hours=hours,
        last_activity_on=activity_on,
        courses=tuple(courses[id] for id in sorted(courses)),
        date_faults=tuple(sorted(faults, key=lambda each: (each.told_on, each.rule, each.about))),
    )


def date_fault(fact: ContactRecorded | ActivityRecorded) -> DateFault | None:
    """Find a date of a contact or an activity that cannot be: one that had not come when it was told, or an
    end before the start. That something will end is no fault."""
    # by type, because pydantic makes isinstance() slow, and every fact is asked
    if type(fact) is ContactRecorded:
        if has_begun(fact.contacted_on, fact.happened_at):
            return None
        return DateFault(rule="future-date", about="contacted_on", told_on=date_in_wales(fact.happened_at))
    if type(fact) is not ActivityRecorded:
        return None
    if not has_begun(fact.started_on, fact.happened_at):
        return DateFault(rule="future-date", about="started_on", told_on=date_in_wales(fact.happened_at))
    if fact.ended_on is not None and fact.ended_on < fact.started_on:
        return DateFault(
            rule="activity-dates-out-of-order", about="ended_on", told_on=date_in_wales(fact.happened_at)
        )
    return None


def has_begun(on: date, told_at: datetime) -> bool:
    """Tell whether a day had begun in Wales when it was told of. Nearly all had in UTC, which is quicker to
    say."""
    return on <= told_at.date() or on <= date_in_wales(told_at)


def course_after(before: CourseTaken | None, fact: ActivityRecorded) -> CourseTaken:
    """Add what a fact tells of a course; what was told before stays where it is silent. Raises ValueError for
    an activity that is no course."""
    if fact.course_id is None:
        raise ValueError("not a course")
    return CourseTaken(
        course_id=fact.course_id,
        kind=before.kind if before else fact.kind,
        started_on=min(before.started_on, fact.started_on) if before else fact.started_on,
        ended_on=fact.ended_on or (before.ended_on if before else None),
        result=fact.result or (before.result if before else None),
    )


def _later(one: date | None, other: date) -> date:
    return other if one is None else max(one, other)
