"""Rules about open files of which nothing is heard (handbook 3, "no contact for 60 days on an open file")."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from services.outcomes.domain.calendar import days_after
from services.outcomes.domain.enrolment import Enrolment
from services.outcomes.domain.quality.finding import CheckedRecord, Finding

NO_CONTACT: Final = "no-contact-for-60-days"
NO_ACTIVITY: Final = "no-activity-hours-for-60-days"
NO_HOURS_AT_ALL: Final = "no-activity-hours-at-all"
SILENCE_DAYS: Final = 60


def no_contact_for_60_days(record: CheckedRecord) -> Iterator[Finding]:
    """Nobody was reached."""
    yield from _silence(NO_CONTACT, record.enrolment, record.enrolment.last_contact_on)


def no_activity_hours_for_60_days(record: CheckedRecord) -> Iterator[Finding]:
    """There was no activity with hours lately."""
    yield from _silence(NO_ACTIVITY, record.enrolment, record.enrolment.last_activity_on)


def no_activity_hours_at_all(record: CheckedRecord) -> Iterator[Finding]:
    """A file was open for 60 days without any activity hours, whether it is still open or not (handbook 3, "a
    whole batch of cases with no activity hours at all")."""
    enrolment = record.enrolment
    if enrolment.activity_hours > 0 or enrolment.suspended_on is not None:
        return
    since = silent_since(enrolment.registered_on)
    if not enrolment.left or (enrolment.left_on is not None and enrolment.left_on >= since):
        yield Finding(NO_HOURS_AT_ALL, since)


def silent_since(last: date) -> date:
    """When an open file counts as silent. A later contact or activity only ever moves it on."""
    return days_after(last, SILENCE_DAYS)


def _silence(rule: str, enrolment: Enrolment, last: date | None) -> Iterator[Finding]:
    """Only an open file can be silent: not one that is suspended or closed (handbook 2)."""
    if not enrolment.left and enrolment.suspended_on is None:
        start = max(enrolment.open_since, last) if last else enrolment.open_since
        yield Finding(rule, silent_since(start))
