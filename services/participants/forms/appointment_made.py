"""An appointment is made ahead of time; the contact that names it tells whether it was kept [3.60]."""

from typing import Annotated

from pydantic import Field

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step
from shared.contracts.participant import ContactKind
from shared.web.field_types import CalendarDate, FreeText, Reference, SingleLine


class Appointment(PostedForm):
    """A day on which somebody and their mentor mean to meet or speak."""

    appointment: Reference
    """The provider's own reference, by which a contact names it; made again, it is moved."""
    planned_on: CalendarDate
    planned_at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None
    """The time in Wales."""
    kind: ContactKind
    where: SingleLine | None = None
    mentor: Reference | None = None
    note: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Leave the enrolment as it is, and tell nobody: an appointment concerns the two who made it."""
        return Step(enrolment, None)
