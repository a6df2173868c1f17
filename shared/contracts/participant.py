"""Facts that participants publishes about an enrolment, one person's participation in one operation."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from shared.contracts.vocabulary import (
    AchievementKind,
    Answer,
    Change,
    Condition,
    Consent,
    Ethnicity,
    Evidence,
    ExitKind,
    ExitReason,
    FollowUp,
    Gender,
    Indicator,
    LabourMarket,
    Qualification,
)
from shared.messaging.fact import Fact

TOPIC = "participant.enrolment.v1"
MENTORING = "participant.mentoring.v1"
"""What goes on between a participant and their mentor: more than half of all facts, and no concern of those
who only have to know who takes part. It says nothing that depends on its place among the others."""


WheelCategory = Literal[
    "basic_skills",
    "recovery_capital",
    "cv",
    "interview_skills",
    "life_skills",
    "qualifications_and_training",
    "voluntary_and_work_experience",
    "it_and_job_search",
]
"""The eight categories of the Employment Wheel [3.40]."""
RecentUse = Literal["abstinent", "some_lapses", "many_lapses", "not_known"]
"""Use of the main substance in the last three months."""
ContactKind = Literal["face_to_face", "group", "phone", "text", "letter", "email"]
CourseResult = Literal["completed", "failed", "dropped_out", "did_not_attend"]


class EnrolmentFact(Fact):
    """What every fact about an enrolment carries."""

    enrolment_id: UUID
    participant_id: UUID
    provider: UUID


class MentoringFact(EnrolmentFact):
    """What every fact of `MENTORING` carries besides.

    `restatement` is the number of the enrolment's last restatement when the fact was told. A fact of an older
    restatement than its reader has seen is in that restatement's summary already and is passed over; one of a
    newer restatement waits for it."""

    restatement: int = Field(default=0, ge=0)


class ParticipantRegistered(
    EnrolmentFact, type="cymru.dolen.participant.registered.v1", topic=TOPIC, key="enrolment_id"
):
    """P1 was taken: the person takes part. `flags` are data-quality rule codes that only the owner of
    the person's identity can see (age against strand, post code against lot)."""

    programme: str
    lot: str
    esf_area: str
    strand: str
    local_authority: str
    registered_on: date
    labour_market: LabourMarket
    eligible: Answer
    eligibility_reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    referral_id: UUID | None = None
    shares_work_outcome: bool = False
    """The person agreed that the referrer may learn whether they went into work."""
    consents: dict[Consent, bool] = Field(default_factory=dict)
    """What they were asked to agree to beside that, and whether they did."""


class Characteristics(BaseModel):
    """The coarse monitoring characteristics of form P2.1; every one has a "not known"."""

    gender: Gender = Gender.NOT_KNOWN
    ethnicity: Ethnicity = Ethnicity.NOT_KNOWN
    condition: Condition = Condition.NOT_KNOWN
    qualification: Qualification = Qualification.NOT_KNOWN
    labour_market: LabourMarket = LabourMarket.NOT_KNOWN
    single_adult_household: Answer = Answer.NOT_KNOWN
    jobless_household: Answer = Answer.NOT_KNOWN
    homeless: Answer = Answer.NOT_KNOWN
    dependent_children: Answer = Answer.NOT_KNOWN
    primary_carer: Answer = Answer.NOT_KNOWN
    work_limiting_condition: Answer = Answer.NOT_KNOWN
    disability: Answer = Answer.NOT_KNOWN


class ParticipantAssessed(
    EnrolmentFact,
    Characteristics,
    type="cymru.dolen.participant.assessed.v1",
    topic=TOPIC,
    key="enrolment_id",
):
    """A form of the assessment was filled in. The characteristics are those that hold after it,
    whichever form it was."""

    form: Literal["P2", "P2.1", "P2.2", "wheel", "recovery"]
    assessed_on: date
    missing: tuple[str, ...] = ()
    wheel: dict[WheelCategory, int] = Field(default_factory=dict)
    """The scores of an Employment Wheel, 1 to 10; empty on other forms."""
    recent_use: RecentUse | None = None
    """Where the form asks for it."""
    corrected: tuple[str, ...] = ()
    """The characteristics of which the form says that they were recorded wrongly before."""


class ParticipantCorrected(
    EnrolmentFact,
    Characteristics,
    type="cymru.dolen.participant.corrected.v1",
    topic=TOPIC,
    key="enrolment_id",
):
    """A characteristic was corrected; old and new value, reason and author stay with the owner. The
    characteristics are those that hold after it."""

    corrected: tuple[str, ...]


class ConsentRecorded(
    EnrolmentFact, type="cymru.dolen.participant.consent-recorded.v1", topic=TOPIC, key="enrolment_id"
):
    """Somebody agreed to something, or withdrew what they had agreed to, from a day on."""

    consent: Consent
    given: bool
    since: date


class MentorAllocated(
    MentoringFact, type="cymru.dolen.participant.mentor-allocated.v1", topic=MENTORING, key="enrolment_id"
):
    mentor_id: UUID
    allocated_on: date


class ActionPlanAgreed(
    MentoringFact, type="cymru.dolen.participant.action-plan-agreed.v1", topic=MENTORING, key="enrolment_id"
):
    agreed_on: date
    version: int = Field(ge=1)


class ContactRecorded(
    MentoringFact, type="cymru.dolen.participant.contact-recorded.v1", topic=MENTORING, key="enrolment_id"
):
    contacted_on: date
    attended: bool
    kind: ContactKind | None = None


class ActivityRecorded(
    MentoringFact, type="cymru.dolen.participant.activity-recorded.v1", topic=MENTORING, key="enrolment_id"
):
    kind: str
    started_on: date
    ended_on: date | None = None
    hours: float = Field(ge=0)
    course_id: UUID | None = None
    """Of a course: what is told of the same one later has the same id."""
    result: CourseResult | None = None


class PaymentMade(
    MentoringFact, type="cymru.dolen.participant.payment-made.v1", topic=MENTORING, key="enrolment_id"
):
    kind: str
    amount_pence: int = Field(ge=1)
    paid_on: date


class IntensityChanged(
    MentoringFact, type="cymru.dolen.participant.intensity-changed.v1", topic=MENTORING, key="enrolment_id"
):
    intensity: Literal["red", "amber", "green"]
    changed_on: date


class ParticipantSuspended(
    EnrolmentFact, type="cymru.dolen.participant.suspended.v1", topic=TOPIC, key="enrolment_id"
):
    suspended_on: date


class ParticipantResumed(
    EnrolmentFact, type="cymru.dolen.participant.resumed.v1", topic=TOPIC, key="enrolment_id"
):
    resumed_on: date


class AchievementRecorded(
    EnrolmentFact, type="cymru.dolen.participant.achievement-recorded.v1", topic=TOPIC, key="enrolment_id"
):
    """Anything a person achieved, as often as it happens; claims are decided by outcomes."""

    achievement_id: UUID
    kind: AchievementKind
    achieved_on: date
    evidence: Evidence
    cqfw_level: int | None = None
    led_to: UUID | None = None
    """The achievement that this one led to directly."""


class OutcomeChosen(
    EnrolmentFact, type="cymru.dolen.participant.outcome-chosen.v1", topic=TOPIC, key="enrolment_id"
):
    """Of categories that exclude each other, the provider said which is claimed (handbook 5, R1)."""

    group: str
    category: str


class ParticipantExited(
    EnrolmentFact, type="cymru.dolen.participant.exited.v1", topic=TOPIC, key="enrolment_id"
):
    """P4-1. `left_on` and `kind` can be missing: such a form is kept, shown as incomplete and counted."""

    left_on: date | None
    kind: ExitKind | None
    reason: ExitReason | None = None
    soft_outcomes: dict[Indicator, Change] = Field(default_factory=dict)
    soft_outcomes_on: date | None = None
    missing: tuple[str, ...] = ()


class ParticipantRejoined(
    EnrolmentFact, type="cymru.dolen.participant.rejoined.v1", topic=TOPIC, key="enrolment_id"
):
    rejoined_on: date


class ParticipantFollowedUp(
    EnrolmentFact, type="cymru.dolen.participant.followed-up.v1", topic=TOPIC, key="enrolment_id"
):
    """Status after leaving, when it is not (or not known to be) work; work is `EmployedAt6Months`."""

    observed_on: date
    status: FollowUp


class EmployedAt6Months(
    EnrolmentFact, type="cymru.dolen.participant.employed-at-6-months.v1", topic=TOPIC, key="enrolment_id"
):
    observed_on: date
    evidence: Evidence


class ParticipantErased(
    EnrolmentFact, type="cymru.dolen.participant.erased.v1", topic=TOPIC, key="enrolment_id", ends_key=True
):
    """The person was erased (UK GDPR, article 17): whoever holds their data key destroys it. One for each of
    their enrolments, and the last fact about it, which waits for none before it. `referral_id` is the
    referral that the enrolment came by."""

    referral_id: UUID | None = None


class FollowUpDue(EnrolmentFact, type="cymru.dolen.follow-up.due.v1", topic=TOPIC, key="enrolment_id"):
    """The six-month status of somebody who left falls due."""

    due_on: date
    opens_on: date
    closes_on: date
