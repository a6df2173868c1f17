"""Somebody who left comes back [3.100]."""

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import ParticipantRejoined
from shared.web.field_types import CalendarDate, FreeText


class Return(PostedForm):
    """A return to the same record."""

    rejoined_on: CalendarDate | None = None
    reason: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Open the same file again; coming back is being reached. Raises NotLeft."""
        rejoined_on = self.rejoined_on or event.local_date
        after = enrolment.rejoin().note_contact(rejoined_on, today=event.posted_on, is_reached=True)
        fact = ParticipantRejoined(**common_attributes(after, event), rejoined_on=rejoined_on)
        return Step(after, fact)
