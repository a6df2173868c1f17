"""A file is suspended: the person is elsewhere, not ready, or not answering [3.100]."""

from typing import Literal

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import ParticipantSuspended
from shared.web.field_types import CalendarDate, FreeText


class Suspension(PostedForm):
    """A suspension with its reason."""

    suspended_on: CalendarDate | None = None
    reason: Literal["elsewhere", "not_ready", "not_answering", "other"] = "other"
    note: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Suspend the file. Raises AlreadyLeft, AlreadySuspended."""
        suspended_on = self.suspended_on or event.local_date
        tried_until = programme.disengagement.tried_until(suspended_on)
        after = enrolment.suspend(
            suspended_on, tried_until=tried_until if self.reason == "not_answering" else None
        )
        fact = ParticipantSuspended(**common_attributes(after, event), suspended_on=suspended_on)
        return Step(after, fact)
