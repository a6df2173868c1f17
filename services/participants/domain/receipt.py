"""What a provider can reconcile its own events against: what one led to, and how many were accepted."""

from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from shared.refusal import Refusal

LONGEST_DAYS: Final = 366
"""Days that are counted at once."""


class PeriodUnusable(Refusal):
    code = "period-unusable"
    status = 422
    title = "The period ends before it begins, or has more than 366 days."


class Receipt(NamedTuple):
    """An event that was accepted, and what it led to."""

    kind: str
    accepted_at: datetime
    record: UUID
    participant: UUID
    enrolment: UUID


class DayCount(NamedTuple):
    """How many events of a kind were accepted on a day in Wales."""

    day: date
    kind: str
    accepted: int


def check_period(first: date, last: date) -> None:
    """Raises PeriodUnusable for days that are out of order, or more than are counted at once."""
    if not 0 <= (last - first).days < LONGEST_DAYS:
        raise PeriodUnusable(pointer="/query/to")
