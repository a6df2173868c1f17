"""Rules about what falls due as time passes; their findings are dated ahead."""

from collections.abc import Iterator
from typing import Final

from services.outcomes.domain.calendar import Span, days_after
from services.outcomes.domain.enrolment import DIED, NOT_FOLLOWED_UP
from services.outcomes.domain.programme import StatusAfterExit
from services.outcomes.domain.quality.finding import CheckedRecord, Finding
from shared.calendar import months_after

LONGEST_STAY_MONTHS: Final = 29


def six_month_status_due(record: CheckedRecord) -> Iterator[Finding]:
    """A status after leaving is due and not known (handbook 3). Saying that the person was not followed up
    answers it too, and nobody is asked to follow up somebody who has died or did not agree to it."""
    enrolment = record.enrolment
    if enrolment.exit is None or enrolment.exit.left_on is None or enrolment.exit.reason == DIED:
        return
    if not enrolment.may_be_followed_up:
        return
    for basis in (each.basis for each in record.programme.categories):
        if not isinstance(basis, StatusAfterExit):
            continue
        span = basis.span(enrolment.exit.left_on)
        given_up = any(
            each.status == NOT_FOLLOWED_UP and Span(span.opens_on).holds(each.observed_on)
            for each in enrolment.follow_ups
        )
        if enrolment.status_within(span) is None and not given_up:
            yield Finding("six-month-status-due", basis.due_on(enrolment.exit.left_on))


def over_29_months(record: CheckedRecord) -> Iterator[Finding]:
    """A file is open, or was left, after more than 29 months: longer than the programme had run at the end of
    Quarter 10 (handbook 3, "open for longer than the programme has run")."""
    enrolment = record.enrolment
    longest = months_after(enrolment.registered_on, LONGEST_STAY_MONTHS)
    if not enrolment.left or (enrolment.left_on is not None and enrolment.left_on > longest):
        yield Finding("over-29-months", days_after(longest, 1))
