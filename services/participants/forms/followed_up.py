"""The status six months after leaving."""

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.follow_up import FollowUp as Seen
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import EmployedAt6Months, ParticipantFollowedUp
from shared.contracts.vocabulary import Evidence, FollowUp
from shared.web.field_types import CalendarDate


class FollowUpReport(PostedForm):
    """What following up found; being in work is a fact of its own."""

    status: FollowUp
    observed_on: CalendarDate | None = None
    evidence: Evidence = Evidence.SELF_REPORTED

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Note the status. Raises NotLeft."""
        observed_on = self.observed_on or event.local_date
        window = programme.follow_up_window(enrolment.left)
        after = enrolment.followed_up(Seen(self.status, observed_on), window)
        about = common_attributes(after, event)
        if self.status is FollowUp.IN_WORK:
            employed = EmployedAt6Months(**about, observed_on=observed_on, evidence=self.evidence)
            return Step(after, employed)
        return Step(after, ParticipantFollowedUp(**about, observed_on=observed_on, status=self.status))
