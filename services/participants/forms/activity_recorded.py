"""A course, a group, volunteering and whatever else fills a participant's week."""

from typing import Annotated, Final, Literal
from uuid import UUID, uuid5

from pydantic import Field

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import ActivityRecorded, CourseResult
from shared.web.field_types import (
    CalendarDate,
    FreeText,
    Hours,
    Reference,
    SingleLine,
    StrictBool,
    StrictModel,
)

COURSES: Final = frozenset({"accredited_course", "non_accredited_course", "certificate_preparation"})
"""The kinds that start and are completed, or not."""


class Certificate(StrictModel):
    """What a course was completed with; many expire: a CSCS card after three to five years [4.67]."""

    kind: SingleLine | None = None
    gained_on: CalendarDate | None = None
    expires_on: CalendarDate | None = None


class Activity(PostedForm):
    """An activity with its hours. What is told of the same course later adds to it: its hours, its result."""

    kind: Literal[
        "accredited_course",
        "non_accredited_course",
        "certificate_preparation",
        "volunteering",
        "work_experience",
        "group",
        "job_search",
        "financial_support",
    ]
    run_by: SingleLine | None = None
    started_on: CalendarDate | None = None
    ended_on: CalendarDate | None = None
    hours: Hours | None = None
    """Those of this record alone; left out, nobody counted them."""
    course: Reference | None = None
    """The provider's own reference of somebody's course: its start and its result belong together by it."""
    result: CourseResult | None = None
    """Of a course. It runs, as long as none is told."""
    level: Annotated[int, Field(ge=0, le=8)] | None = None
    """Of the CQFW."""
    cost_pence: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    paid_in_advance: StrictBool | None = None
    """Whether the money is gone when somebody does not come [3.72]."""
    certificate: Certificate | None = None
    note: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Leave the enrolment as it is: an activity is recorded whatever its state."""
        fact = ActivityRecorded(
            **common_attributes(enrolment, event),
            kind=self.kind,
            started_on=self.started_on or event.local_date,
            ended_on=self.ended_on,
            hours=self.hours or 0,
            course_id=self._course_id(enrolment, event),
            result=self.result,
        )
        return Step(enrolment, fact)

    def _course_id(self, enrolment: Enrolment, event: PostedEvent) -> UUID | None:
        if self.kind not in COURSES:
            return None
        return event.record_id if self.course is None else uuid5(enrolment.id, self.course)
