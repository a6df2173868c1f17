"""Which enrolments a list holds."""

from typing import NamedTuple

from services.participants.domain.enrolment import Status


class EnrolmentFilter(NamedTuple):
    """Which enrolments are listed: every condition that is given has to hold."""

    reference: str | None = None
    status: Status | None = None
    lot: str | None = None
    is_incomplete: bool = False
    """Only those with an incomplete form."""
