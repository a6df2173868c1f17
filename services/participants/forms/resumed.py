"""A suspended file is taken up again."""

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import ParticipantResumed
from shared.web.field_types import CalendarDate, FreeText


class Resumption(PostedForm):
    """The end of a suspension."""

    resumed_on: CalendarDate | None = None
    note: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Open the file again; coming back is being reached. Raises NotSuspended."""
        resumed_on = self.resumed_on or event.local_date
        after = enrolment.resume().note_contact(resumed_on, today=event.posted_on, is_reached=True)
        fact = ParticipantResumed(**common_attributes(after, event), resumed_on=resumed_on)
        return Step(after, fact)
