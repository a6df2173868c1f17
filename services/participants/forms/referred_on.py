"""Somebody who takes part is referred on to a service that they need as well [3.54, 4.54]."""

from typing import Annotated, Literal

from pydantic import Field

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.programme import Programme
from services.participants.forms.posted_event import PostedEvent, PostedForm, Step
from shared.contracts.vocabulary import Answer
from shared.web.field_types import CalendarDate, FreeText, Reference, SingleLine, StrictBool


class OnwardReferral(PostedForm):
    """To whom, why and with whose consent; what became of it is told by referring on again under the same
    reference."""

    referral: Reference | None = None
    """The provider's own reference of this one."""
    to: Literal[
        "gp",
        "dentist",
        "mental_health_service",
        "substance_misuse_service",
        "housing",
        "debt_advice",
        "benefits_advice",
        "domestic_abuse_service",
        "education_or_training",
        "other",
    ]
    service: SingleLine | None = None
    """By its name."""
    referred_on: CalendarDate | None = None
    reason: FreeText | None = None
    consent: StrictBool | None = None
    """To be referred there, and to what is passed on."""
    safeguarding_passed_on: Answer | None = None
    """The duty travels with the person [5.29]."""
    waiting_weeks: Annotated[int, Field(ge=0, le=520)] | None = None
    """How long its waiting list is said to be [3.5]."""
    taken_up: Answer | None = None

    def apply(self, enrolment: Enrolment, event: PostedEvent, programme: Programme) -> Step:
        """Leave the enrolment as it is: it is counted from the records."""
        return Step(enrolment, None)
