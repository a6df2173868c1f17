"""A characteristic was recorded wrongly, or told later."""

from typing import Literal

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.characteristics import ALLOWED_VALUES
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step, common_attributes
from shared.contracts.participant import ParticipantCorrected
from shared.web.field_types import SingleLine


class Correction(PostedForm):
    """One characteristic, corrected: the old value is kept beside the new one."""

    field: Literal[
        "gender",
        "ethnicity",
        "condition",
        "qualification",
        "labour_market",
        "single_adult_household",
        "jobless_household",
        "homeless",
        "dependent_children",
        "primary_carer",
        "work_limiting_condition",
        "disability",
    ]
    value: SingleLine
    reason: SingleLine
    author: SingleLine

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Put the new value in place of the old one. Raises UnknownValue."""
        after, old_value = enrolment.correct(self.field, self.value, ALLOWED_VALUES[self.field])
        fact = ParticipantCorrected(
            **common_attributes(after, event),
            **after.characteristics,
            corrected=(self.field,),
        )
        return Step(after, fact, kept_beside={"old_value": old_value})
