"""P3 Action Plan."""

from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from services.participants.domain.completeness import missing
from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import ActionPlanAgreed
from shared.web.field_types import CalendarDate, FreeText, StrictBool, StrictModel


class Goal(StrictModel):
    """A goal, SMART: what, how it is measured, by when, and how it stands. Where only the first is known, it
    can be posted as plain text."""

    model_config = ConfigDict(json_schema_extra={"x-plain-text": "what"})

    what: FreeText
    measured_by: FreeText | None = None
    by_when: CalendarDate | None = None
    status: Literal["agreed", "under_way", "reached", "given_up"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, value: Any) -> Any:
        return {"what": value} if isinstance(value, str) else value


class ActionPlan(PostedForm):
    """P3: a living record; every one posted is a new version, agreed on or reviewed."""

    MANDATORY: ClassVar = ("distance_from_work", "signed_by_participant", "signed_by_mentor", "copy_given")
    """Beside these, of every goal how it is measured, by when, and how it stands. A signature or copy that is
    lacking makes the form incomplete as well."""

    agreed_on: CalendarDate | None = None
    goals: list[Goal] = Field(min_length=1, max_length=20)
    """A list: of a tuple, pydantic says that it is too short where one of its goals is wrong."""
    steps: tuple[FreeText, ...] = Field(default=(), max_length=50)
    distance_from_work: Literal["ready", "near", "some_way", "far", "not_known"] | None = None
    """How far somebody is from the labour market."""
    review: FreeText | None = None
    """What a review found; the first version has none."""
    signed_by_participant: StrictBool | None = None
    signed_by_mentor: StrictBool | None = None
    copy_given: StrictBool | None = None
    """The participant was given a copy."""

    def missing(self) -> tuple[str, ...]:
        """List what the plan lacks, of its goals too."""
        not_done = {name: value for name, value in self.__dict__.items() if value is not False}
        of_goals = (
            f"goals.{name}"
            for name in ("measured_by", "by_when", "status")
            if any(getattr(goal, name) is None for goal in self.goals)
        )
        return (*missing(self.MANDATORY, not_done), *of_goals)

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Count the new version. Raises AlreadyLeft, ConsentWithdrawn."""
        lacks, agreed_on = self.missing(), self.agreed_on or event.local_date
        after = enrolment.agree_plan(agreed_on, today=event.posted_on, missing=lacks)
        fact = ActionPlanAgreed(
            **common_attributes(after, event),
            agreed_on=agreed_on,
            version=after.plan_version,
        )
        return Step(after, fact, lacks)
