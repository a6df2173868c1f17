"""A mentor is given, or another one."""

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.mentor import Mentor, mentor_id
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import MentorAllocated
from shared.web.field_types import CalendarDate, FreeText, Reference


class MentorAllocation(PostedForm):
    """An allocation [3.29]."""

    mentor: Reference
    """The provider's own reference for the mentor."""
    allocated_on: CalendarDate | None = None
    handover_notes: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Put the mentor in place of the one before. Raises AlreadyLeft."""
        allocated_on = self.allocated_on or event.local_date
        provider = enrolment.provider
        mentor = Mentor(mentor_id(event.derive_id, provider, self.mentor), provider, self.mentor)
        after = enrolment.allocate(mentor.id, since=min(allocated_on, event.posted_on))
        fact = MentorAllocated(
            **common_attributes(after, event),
            mentor_id=mentor.id,
            allocated_on=allocated_on,
        )
        return Step(after, fact, mentor=mentor)
