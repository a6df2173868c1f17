"""P3 Action Plan."""

from pydantic import Field

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import ActionPlanAgreed
from shared.web.field_types import CalendarDate, FreeText


class ActionPlan(PostedForm):
    """P3: a living record; every one posted is a new version."""

    agreed_on: CalendarDate | None = None
    goals: tuple[FreeText, ...] = Field(min_length=1, max_length=20)
    steps: tuple[FreeText, ...] = Field(default=(), max_length=50)
    signed_by_participant: bool = False
    signed_by_mentor: bool = False

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Count the new version. Raises AlreadyLeft."""
        after = enrolment.agree_plan()
        fact = ActionPlanAgreed(
            **common_attributes(after, event),
            agreed_on=self.agreed_on or event.local_date,
            version=after.plan_version,
        )
        return Step(after, fact)
