"""Rules about what is told of somebody who had left (handbook 3, "contact after exit or after death")."""

from collections.abc import Iterator
from typing import Final

from services.outcomes.domain.enrolment import DIED, NOT_FOLLOWED_UP, Enrolment
from services.outcomes.domain.programme import Programme, StatusAfterExit
from services.outcomes.domain.quality.finding import CheckedRecord, Finding

CONTACT_AFTER_EXIT: Final = "contact-after-exit"
CONTACT_AFTER_DEATH: Final = "contact-after-death"


def heard_of_after_leaving(record: CheckedRecord) -> Iterator[Finding]:
    """A contact or a status after the exit cannot be, or says that the person takes part again."""
    yield from _reached(record)
    yield from _observed_after_death(record)


def _reached(record: CheckedRecord) -> Iterator[Finding]:
    """Somebody was reached after they had left, and neither by a check-in of the soft landing nor about their
    status six months after leaving (handbook 2, "Soft landing and six months"). The last contact is looked
    at: it is the one that is known."""
    enrolment = record.enrolment
    left, last = enrolment.exit, enrolment.last_contact_on
    if left is None or left.left_on is None or last is None or last <= left.left_on:
        return
    if left.reason == DIED:
        yield Finding(CONTACT_AFTER_DEATH, last, ("contacted_on",))
    elif not _is_expected(record.programme, enrolment):
        yield Finding(CONTACT_AFTER_EXIT, last, ("contacted_on",))


def _observed_after_death(record: CheckedRecord) -> Iterator[Finding]:
    """A status was observed of somebody who had died."""
    left = record.enrolment.exit
    if left is None or left.left_on is None or left.reason != DIED:
        return
    for each in record.enrolment.follow_ups:
        if each.status != NOT_FOLLOWED_UP and each.observed_on > left.left_on:
            yield Finding(CONTACT_AFTER_DEATH, each.observed_on, ("observed_on",))


def _is_expected(programme: Programme, enrolment: Enrolment) -> bool:
    left, last = enrolment.exit, enrolment.last_contact_on
    if left is None or left.left_on is None or last is None:
        return False
    has_soft_landing = left.kind == "planned" and left.reason == "employment"
    for category in programme.categories:
        if isinstance(category.basis, StatusAfterExit):
            span = category.basis.span(left.left_on)
            is_in_time = span.closes_on is not None and last <= span.closes_on
            if span.holds(last) or (has_soft_landing and is_in_time):
                return True
    return False
