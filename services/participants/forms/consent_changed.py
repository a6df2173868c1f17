"""A consent is given or withdrawn, from a day on (handbook 2, "Consent")."""

from pydantic import Field

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.consent import Channel, Told, standing_consent
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import ConsentRecorded
from shared.contracts.vocabulary import Consent as ConsentTo
from shared.web.field_types import CalendarDate, FreeText, StrictBool


class ConsentChange(PostedForm):
    """One consent, with what it covers from now on."""

    consent: ConsentTo
    given: StrictBool
    changed_on: CalendarDate | None = None
    how: tuple[Channel, ...] = Field(default=(), max_length=5)
    never_through_employer: StrictBool | None = None
    may_be_told: tuple[Told, ...] = Field(default=(), max_length=6)
    note: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Put the consent in place of the one that stands, unless that is newer. None is withdrawn for a day
        that is still to come."""
        changed_on = min(self.changed_on or event.local_date, event.posted_on)
        after = enrolment.change_consent(self.consent, standing_consent(self.given, changed_on, self))
        if after is enrolment:
            return Step(enrolment, None)
        if self.consent is ConsentTo.FOLLOW_UP:
            after = after.due_for_follow_up(programme.follow_up_due_on(after, after.left))
        fact = ConsentRecorded(
            **common_attributes(after, event), consent=self.consent, given=self.given, since=changed_on
        )
        return Step(after, fact)
