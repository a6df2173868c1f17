"""Recovery, asked again: the use of the last three months, and whether there was a relapse (handbook 2)."""

from typing import Any, ClassVar, Literal

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.domain.readiness import no_longer_ready
from services.participants.forms.assessment import AssessmentForm
from services.participants.forms.posted_event import PostedEvent, Step
from shared.contracts.participant import RecentUse
from shared.contracts.vocabulary import Answer
from shared.web.field_types import FreeText


class RecoveryReview(AssessmentForm):
    """How recovery goes, in the words of P2, which asked first."""

    MANDATORY: ClassVar = ("recent_use", "relapsed")

    form: Literal["recovery"]
    recent_use: RecentUse | None = None
    """In the last three months."""
    relapsed: Answer | None = None
    note: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Note the review; after a relapse nobody is ready for placement (handbook 4)."""
        step = super().apply(enrolment, event, programme)
        if self.relapsed is not Answer.YES:
            return step
        return step._replace(enrolment=no_longer_ready(step.enrolment))

    def _counted(self) -> dict[str, Any]:
        return {"recent_use": self.recent_use}
