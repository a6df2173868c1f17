"""How much support somebody needs changes: red, amber or green [3.57]."""

from typing import Literal

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import IntensityChanged
from shared.web.field_types import CalendarDate, FreeText


class IntensityChange(PostedForm):
    """A change of intensity with its reason."""

    intensity: Literal["red", "amber", "green"]
    changed_on: CalendarDate | None = None
    reason: FreeText

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Put the new intensity in place of the old one. Raises AlreadyLeft."""
        after = enrolment.change_intensity(self.intensity)
        fact = IntensityChanged(
            **common_attributes(after, event),
            intensity=self.intensity,
            changed_on=self.changed_on or event.local_date,
        )
        return Step(after, fact)
