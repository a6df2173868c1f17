"""Anything a person achieved, as often as it happens; outcomes decides what of it can be claimed."""

from typing import Annotated

from pydantic import Field

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import AchievementRecorded
from shared.contracts.vocabulary import AchievementKind, Evidence
from shared.web.field_types import CalendarDate, FreeText


class Achievement(PostedForm):
    """An achievement with what stands behind it."""

    kind: AchievementKind
    achieved_on: CalendarDate | None = None
    evidence: Evidence = Evidence.SELF_REPORTED
    cqfw_level: Annotated[int, Field(ge=0, le=8)] | None = None
    """For a qualification; 0 is "below level 1"."""
    description: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Leave the enrolment as it is; the achievement is known by its record's id."""
        fact = AchievementRecorded(
            **common_attributes(enrolment, event),
            achievement_id=event.record_id,
            kind=self.kind,
            achieved_on=self.achieved_on or event.local_date,
            evidence=self.evidence,
            cqfw_level=self.cqfw_level,
        )
        return Step(enrolment, fact)
