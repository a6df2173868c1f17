"""A course, a group, volunteering and whatever else fills a participant's week."""

from typing import Literal

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import ActivityRecorded
from shared.web.field_types import CalendarDate, FreeText, Hours, SingleLine


class Activity(PostedForm):
    """An activity with its hours."""

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
    hours: Hours = 0
    result: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Leave the enrolment as it is: an activity is recorded whatever its state."""
        fact = ActivityRecorded(
            **common_attributes(enrolment, event),
            kind=self.kind,
            started_on=self.started_on or event.local_date,
            ended_on=self.ended_on,
            hours=self.hours,
        )
        return Step(enrolment, fact)
