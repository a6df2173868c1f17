"""Somebody was in touch, or tried to be."""

from typing import Annotated, Literal

from pydantic import Field

from services.participants.domain.contact import is_reached
from services.participants.domain.disengagement import try_of
from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import ContactKind, ContactRecorded
from shared.web.field_types import CalendarDate, FreeText, Reference

Focus = Literal["education_employment_training", "substance_misuse", "peer_advice", "confidence", "other"]


class Contact(PostedForm):
    """A contact between a participant and whoever supports them; a group session is recorded once, with who
    came."""

    kind: ContactKind
    direction: Literal["to_participant", "from_participant"] = "to_participant"
    contacted_on: CalendarDate | None = None
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    attendance: Literal["attended", "did_not_attend", "cancelled"] = "attended"
    missed_by: Literal["participant", "mentor"] | None = None
    """Who missed or cancelled it: the participant when left out [3.60]."""
    appointment: Reference | None = None
    """The provider's own reference of the appointment that this was."""
    focus: Focus | None = None
    mentor: Reference | None = None
    also_came: tuple[Reference, ...] = Field(default=(), max_length=50)
    """Of a group session: the provider's own references of the others who came."""
    note: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Note when somebody was last in touch, whatever the state of the file."""
        contacted_on = self.contacted_on or event.local_date
        after = enrolment.note_contact(
            contacted_on,
            today=event.posted_on,
            is_reached=is_reached(self.kind, self.direction, self.attendance),
            tried=try_of(self.kind, self.direction, self.attendance, self.missed_by),
        )
        fact = ContactRecorded(
            **common_attributes(after, event),
            contacted_on=contacted_on,
            attended=self.attendance == "attended",
            kind=self.kind,
        )
        return Step(after, fact)
