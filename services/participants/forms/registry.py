"""Registers the forms by the name of their event, `cymru.dolen.participant.<name>.v1`."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Union

from pydantic import Field

from services.participants.domain.record import PERSON_CORRECTED, RECORDS_AMENDED
from services.participants.forms.achievement_recorded import Achievement
from services.participants.forms.action_plan_agreed import ActionPlan
from services.participants.forms.activity_recorded import Activity
from services.participants.forms.appointment_made import Appointment
from services.participants.forms.assessed_monitoring import MonitoringMatrix
from services.participants.forms.assessed_needs import NeedsAssessment
from services.participants.forms.assessed_recovery import RecoveryReview
from services.participants.forms.assessed_wheel import EmploymentWheel
from services.participants.forms.consent_changed import ConsentChange
from services.participants.forms.contact_recorded import Contact
from services.participants.forms.corrected import Correction
from services.participants.forms.exited import ExitForm
from services.participants.forms.followed_up import FollowUpReport
from services.participants.forms.intensity_changed import IntensityChange
from services.participants.forms.mending import MendingForm
from services.participants.forms.mentor_allocated import MentorAllocation
from services.participants.forms.no_longer_ready import ReadinessEnded
from services.participants.forms.outcome_chosen import OutcomeChoice
from services.participants.forms.payment_made import Payment
from services.participants.forms.person_corrected import PersonCorrection
from services.participants.forms.posted_event import PostedForm
from services.participants.forms.ready_for_placement import Readiness
from services.participants.forms.records_amended import RecordsAmended
from services.participants.forms.referred_on import OnwardReferral
from services.participants.forms.registered import Registration
from services.participants.forms.rejoined import Return
from services.participants.forms.resumed import Resumption
from services.participants.forms.risk_assessed import RiskAssessment
from services.participants.forms.suspended import Suspension

FORMS: Final[Mapping[str, tuple[type[PostedForm], ...]]] = {
    "registered": (Registration,),
    "assessed": (NeedsAssessment, MonitoringMatrix, EmploymentWheel, RecoveryReview),
    "risk-assessed": (RiskAssessment,),
    "mentor-allocated": (MentorAllocation,),
    "action-plan-agreed": (ActionPlan,),
    "contact-recorded": (Contact,),
    "appointment-made": (Appointment,),
    "activity-recorded": (Activity,),
    "payment-made": (Payment,),
    "referred-on": (OnwardReferral,),
    "intensity-changed": (IntensityChange,),
    "ready-for-placement": (Readiness,),
    "no-longer-ready": (ReadinessEnded,),
    "suspended": (Suspension,),
    "resumed": (Resumption,),
    "achievement-recorded": (Achievement,),
    "outcome-chosen": (OutcomeChoice,),
    "exited": (ExitForm,),
    "rejoined": (Return,),
    "followed-up": (FollowUpReport,),
    "corrected": (Correction,),
    "consent-changed": (ConsentChange,),
}
"""Each event with the forms that its `data` may be; where there are several, the field `form` tells them
apart."""

MENDING_FORMS: Final[Mapping[str, type[MendingForm]]] = {
    RECORDS_AMENDED: RecordsAmended,
    PERSON_CORRECTED: PersonCorrection,
}
"""Each event that mends what others recorded."""


def data_type(name: str) -> Any:
    """Make the type by which pydantic reads the `data` of an event."""
    if name in MENDING_FORMS:
        return MENDING_FORMS[name]
    forms = FORMS[name]
    return forms[0] if len(forms) == 1 else Annotated[Union[forms], Field(discriminator="form")]  # noqa: UP007
