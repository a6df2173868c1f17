"""Anything a person achieved, as often as it happens; outcomes decides what of it can be claimed."""

from typing import Annotated

from pydantic import Field

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from services.participants.forms.record_name import RecordName
from shared.contracts.participant import AchievementRecorded, ParticipantExited
from shared.contracts.vocabulary import AchievementKind, Evidence, ExitKind, ExitReason
from shared.web.field_types import CalendarDate, FreeText


class Achievement(PostedForm):
    """An achievement with what stands behind it."""

    kind: AchievementKind
    achieved_on: CalendarDate | None = None
    evidence: Evidence = Evidence.SELF_REPORTED
    cqfw_level: Annotated[int, Field(ge=0, le=8)] | None = None
    """For a qualification; 0 is "below level 1"."""
    description: FreeText | None = None
    led_to: RecordName | None = None
    """The achievement that this one led to directly, such as the job after the interview, by the event that
    recorded it or will (handbook 5, R6)."""

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Leave the enrolment as it is, or close the file where the programme has it that such an achievement
        ends participation; the achievement is known by its record's id."""
        achieved_on = self.achieved_on or event.local_date
        led_to = self.led_to
        fact = AchievementRecorded(
            **common_attributes(enrolment, event),
            achievement_id=event.record_id,
            kind=self.kind,
            achieved_on=achieved_on,
            evidence=self.evidence,
            cqfw_level=self.cqfw_level,
            led_to=None if led_to is None else led_to.id_of_record(event.derive_id, str(enrolment.provider)),
        )
        left = programme.exit_by(self.kind, achieved_on)
        is_plausible = enrolment.registered_on <= achieved_on <= event.posted_on
        if left is None or enrolment.left is not None or not is_plausible:
            return Step(enrolment, fact)
        closed = ParticipantExited(
            **common_attributes(enrolment, event),
            left_on=achieved_on,
            kind=ExitKind.PLANNED,
            reason=ExitReason(str(left.reason)),
        )
        return Step(programme.leave(enrolment, left), fact, also=closed)
