"""The forms P1 to P4-1 as a provider's system sends them (handbook 2). What a form must hold to count as
complete is a rule (`domain/forms.py`), so nearly everything here may be missing."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.contracts.vocabulary import (
    AchievementKind,
    Answer,
    Change,
    Condition,
    Ethnicity,
    Evidence,
    ExitKind,
    ExitReason,
    FollowUp,
    Gender,
    Indicator,
    LabourMarket,
    Lot,
    Qualification,
    Strand,
)
from shared.web.field_types import Day, Hours, Line, Note, Reference, Shape

Score = Annotated[int, Field(ge=1, le=10)]


class Person(Shape):
    """Who somebody is: kept encrypted, never on the bus."""

    given_name: Line
    family_name: Line
    date_of_birth: Day | None = None
    national_insurance_number: Line | None = None
    address: tuple[Line, ...] = Field(default=(), max_length=6)
    postcode: Line | None = None
    phone: Line | None = None
    email: Line | None = None
    language: Literal["en", "cy"] = "en"


class Eligibility(Shape):
    """What the eligibility decision is made from (handbook 1, [3.3])."""

    stable_in_recovery: Answer = Answer.NOT_KNOWN
    labour_market: LabourMarket = LabourMarket.NOT_KNOWN
    months_unemployed: Annotated[int, Field(ge=0, le=800)] | None = None
    neet: Answer = Answer.NOT_KNOWN
    """Not in education, employment or training."""
    safeguarding_concern: Answer = Answer.NOT_KNOWN
    on_another_funded_programme: Answer = Answer.NOT_KNOWN
    evidence: tuple[Literal["proof_of_address", "ni_number", "jobcentre_letter"], ...] = Field(
        default=(), max_length=3
    )


class Consent(Shape):
    to_take_part: bool
    given_on: Day
    share_work_outcome_with_referrer: bool = False


class Registration(Shape):
    """P1. With `referral` the person, if left out, is carried over from the accepted referral."""

    programme: Reference
    lot: Lot
    local_authority: Annotated[str, StringConstraints(pattern=r"^W06\d{6}$")]
    """ONS code of the unitary authority the person lives in."""
    registered_on: Day | None = None
    """The date in Wales of the event's `time` when left out."""
    person: Person | None = None
    referral: UUID | None = None
    strand: Strand | None = None
    """As the provider believes; the date of birth decides."""
    eligibility: Eligibility = Eligibility()
    consent: Consent | None = None


class Needs(Shape):
    """P2 Full Needs Assessment."""

    form: Literal["P2"]
    assessed_on: Day | None = None
    needs: dict[Line, Note] = Field(default={}, max_length=20)
    work_history: Note | None = None
    qualification: Qualification = Qualification.NOT_KNOWN
    main_substance: Line | None = None
    length_of_dependency: Literal[
        "most_of_adult_life", "about_half", "under_a_third", "never", "not_known"
    ] = "not_known"
    recent_use: Literal["abstinent", "some_lapses", "many_lapses", "not_known"] = "not_known"
    mental_health: Note | None = None
    share_of_adult_life_in_work: Literal["most", "about_half", "under_a_third", "none", "not_known"] = (
        "not_known"
    )
    ever_in_paid_work: Answer = Answer.NOT_KNOWN
    benefits: tuple[Line, ...] = Field(default=(), max_length=20)
    barriers: tuple[Line, ...] = Field(default=(), max_length=20)
    ambitions: Note | None = None
    motivation: Annotated[int, Field(ge=1, le=5)] | None = None


class Monitoring(Shape):
    """P2.1 Participant Monitoring Matrix: the characteristics that ESF reporting needs."""

    form: Literal["P2.1"]
    assessed_on: Day | None = None
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
    lone_parent: Answer = Answer.NOT_KNOWN
    work_limiting_condition: Answer = Answer.NOT_KNOWN
    disability: Answer = Answer.NOT_KNOWN
    understands_welsh: Answer = Answer.NOT_KNOWN


class Wheel(Shape):
    """The Employment Wheel: eight scores; the first one recorded is the baseline ([3.40])."""

    form: Literal["wheel"]
    assessed_on: Day | None = None
    basic_skills: Score | None = None
    recovery_capital: Score | None = None
    cv: Score | None = None
    interview_skills: Score | None = None
    life_skills: Score | None = None
    qualifications_and_training: Score | None = None
    voluntary_and_work_experience: Score | None = None
    it_and_job_search: Score | None = None


Assessment = Annotated[Needs | Monitoring | Wheel, Field(discriminator="form")]


class Risk(Shape):
    """P2.2 Risk Assessment."""

    form: Literal["P2.2"] = "P2.2"
    assessed_on: Day | None = None
    risks_to_self: Note | None = None
    risks_to_others: Note | None = None
    violence_against_women: Answer = Answer.NOT_KNOWN
    triggers: Note | None = None
    mitigations: Note | None = None
    who_may_know: tuple[Line, ...] = Field(default=(), max_length=20)
    review_on: Day | None = None


class Allocation(Shape):
    mentor: Reference
    """The provider's own reference for the mentor."""
    allocated_on: Day | None = None
    handover_notes: Note | None = None


class ActionPlan(Shape):
    """P3: a living record; every one posted is a new version."""

    agreed_on: Day | None = None
    goals: tuple[Note, ...] = Field(min_length=1, max_length=20)
    steps: tuple[Note, ...] = Field(default=(), max_length=50)
    signed_by_participant: bool = False
    signed_by_mentor: bool = False


class Contact(Shape):
    kind: Literal["face_to_face", "group", "phone", "text", "letter", "email"]
    direction: Literal["to_participant", "from_participant"] = "to_participant"
    contacted_on: Day | None = None
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    attendance: Literal["attended", "did_not_attend", "cancelled"] = "attended"
    mentor: Reference | None = None
    note: Note | None = None


class Activity(Shape):
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
    run_by: Line | None = None
    started_on: Day | None = None
    ended_on: Day | None = None
    hours: Hours = 0
    result: Note | None = None


class Intensity(Shape):
    intensity: Literal["red", "amber", "green"]
    changed_on: Day | None = None
    reason: Note


class Suspension(Shape):
    suspended_on: Day | None = None
    reason: Literal["elsewhere", "not_ready", "not_answering", "other"] = "other"
    note: Note | None = None


class Resumption(Shape):
    resumed_on: Day | None = None
    note: Note | None = None


class Achievement(Shape):
    kind: AchievementKind
    achieved_on: Day | None = None
    evidence: Evidence = Evidence.SELF_REPORTED
    cqfw_level: Annotated[int, Field(ge=0, le=8)] | None = None
    """For a qualification; 0 is "below level 1"."""
    description: Note | None = None


class SoftOutcome(Shape):
    change: Change
    baseline: Score | None = None
    """What was recorded on joining, where anything was ([4.59])."""


class Exit(Shape):
    """P4-1. A date or kind that is not known is left out: the form is kept and shown as incomplete."""

    left_on: Day | None = None
    kind: ExitKind | None = None
    reason: ExitReason | None = None
    soft_outcomes: dict[Indicator, SoftOutcome] = Field(default_factory=dict)
    soft_outcomes_on: Day | None = None
    """When the thirteen were asked; the date of the event's `time` when left out."""


class Return(Shape):
    rejoined_on: Day | None = None
    reason: Note | None = None


class FollowUpReport(Shape):
    status: FollowUp
    observed_on: Day | None = None
    evidence: Evidence = Evidence.SELF_REPORTED


class Correction(Shape):
    """One characteristic or consent, corrected: the old value is kept beside the new."""

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
    value: Line
    reason: Line
    author: Line
