"""P2.2 Risk Assessment."""

from typing import ClassVar, Literal

from pydantic import Field

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.assessment import AssessmentForm
from services.participants.forms.posted_event import PostedEvent, Step
from shared.contracts.vocabulary import Answer
from shared.web.field_types import CalendarDate, FreeText, SingleLine


class RiskAssessment(AssessmentForm):
    """P2.2, filled in with P2 and reviewed."""

    MANDATORY: ClassVar = (
        "risks_to_self",
        "risks_to_others",
        "violence_against_women",
        "mitigations",
        "who_may_know",
        "review_on",
    )

    form: Literal["P2.2"] = "P2.2"
    risks_to_self: FreeText | None = None
    risks_to_others: FreeText | None = None
    violence_against_women: Answer | None = None
    """A recorded history of it."""
    triggers: FreeText | None = None
    mitigations: FreeText | None = None
    who_may_know: tuple[SingleLine, ...] = Field(default=(), max_length=20)
    review_on: CalendarDate | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Note what the form lacks, and when the risks are to be reviewed."""
        step = super().apply(enrolment, event, programme)
        assessed_on = min(self.assessed_on or event.local_date, event.posted_on)
        return step._replace(enrolment=step.enrolment.note_risks(assessed_on, self.review_on))
