"""Applies the forms of an assessment (P2, P2.1, P2.2, Employment Wheel, recovery): each is filled in as often
as needed, and may tell characteristics."""

from typing import Any, Literal

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.characteristics import ALLOWED_VALUES
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import ParticipantAssessed
from shared.web.field_types import CalendarDate


class AssessmentForm(PostedForm):
    """A form of an assessment: what it says of a characteristic replaces what was said before, and what it
    leaves out changes nothing."""

    form: Literal["P2", "P2.1", "P2.2", "wheel", "recovery"]
    assessed_on: CalendarDate | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Note the characteristics that the form tells, and what it lacks."""
        lacks = self.missing()
        after = enrolment.assess(self.form, self._characteristics(), lacks)
        fact = ParticipantAssessed(
            **common_attributes(after, event),
            **after.characteristics,
            form=self.form,
            assessed_on=self.assessed_on or event.local_date,
            missing=lacks,
            **self._counted(),
        )
        return Step(after, fact, lacks)

    def _counted(self) -> dict[str, Any]:
        """Collect what others count of the form beside the characteristics."""
        return {}

    def _answers(self) -> dict[str, Any]:
        return self.__dict__

    def _characteristics(self) -> dict[str, str]:
        answers = self._answers()
        return {name: str(answers[name]) for name in ALLOWED_VALUES if answers.get(name) is not None}
