"""Somebody is not ready for placement any more, as mentor or participant says."""

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.domain.readiness import no_longer_ready
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step
from shared.web.field_types import FreeText


class ReadinessEnded(PostedForm):
    """The end of readiness; the note stays here."""

    note: FreeText | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Take the person out of the bank of ready people: that is announced of any step that does so."""
        return Step(no_longer_ready(enrolment), None)
