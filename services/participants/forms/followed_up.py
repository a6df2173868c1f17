"""The three questions six months after leaving: in work, in education or training, a qualification since."""

from typing import ClassVar, Literal

from pydantic import Field

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.follow_up import FollowUp as Seen
from services.participants.domain.programme import Programme
from services.participants.forms.consent import Channel
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import EmployedAt6Months, ParticipantFollowedUp
from shared.contracts.vocabulary import Evidence, FollowUp
from shared.web.field_types import CalendarDate

Asked = Literal["yes", "no", "not_followed_up"]


class FollowUpReport(PostedForm):
    """What following up found, each question by itself; being in work is a fact of its own."""

    MANDATORY: ClassVar = ("in_education_or_training", "qualification_gained")
    """Beside these, how somebody was tried who was not followed up."""

    status: FollowUp
    """Whether the person is in work."""
    in_education_or_training: Asked | None = None
    qualification_gained: Asked | None = None
    """Since leaving."""
    tried_by: tuple[Channel, ...] = Field(default=(), max_length=5)
    observed_on: CalendarDate | None = None
    evidence: Evidence = Evidence.SELF_REPORTED

    def missing(self) -> tuple[str, ...]:
        """List what is left out."""
        is_untold = self.status is FollowUp.NOT_FOLLOWED_UP and not self.tried_by
        return (*super().missing(), *(("tried_by",) if is_untold else ()))

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Note the status. Raises NotLeft."""
        observed_on = self.observed_on or event.local_date
        window = programme.follow_up_window(enrolment.left)
        after = enrolment.followed_up(Seen(self.status, observed_on), window)
        about, lacks = common_attributes(after, event), self.missing()
        if self.status is FollowUp.IN_WORK:
            employed = EmployedAt6Months(**about, observed_on=observed_on, evidence=self.evidence)
            return Step(after, employed, lacks)
        found = ParticipantFollowedUp(**about, observed_on=observed_on, status=self.status)
        return Step(after, found, lacks)
