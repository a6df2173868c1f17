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
from shared.web.field_types import CalendarDate, FreeText, Hours, Reference, SingleLine, StrictModel

Score = Annotated[int, Field(ge=1, le=10)]


class Person(StrictModel):
    """Who somebody is: kept encrypted, never on the bus."""

    given_name: SingleLine
    family_name: SingleLine
    date_of_birth: CalendarDate | None = None
    national_insurance_number: SingleLine | None = None
    address: tuple[SingleLine, ...] = Field(default=(), max_length=6)
    postcode: SingleLine | None = None
    phone: SingleLine | None = None
    email: SingleLine | None = None
    language: Literal["en", "cy"] = "en"


class Eligibility(StrictModel):
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


class Consent(StrictModel):
    to_take_part: bool
    given_on: CalendarDate
    share_work_outcome_with_referrer: bool = False


class Registration(StrictModel):
    """P1. With `referral` the person, if left out, is carried over from the accepted referral."""

    programme: Reference
    lot: Lot
    local_authority: Annotated[str, StringConstraints(pattern=r"^W06\d{6}$")]
    """ONS code of the unitary authority the person lives in."""
    registered_on: CalendarDate | None = None
    """The date in Wales of the event's `time` when left out."""
    person: Person | None = None
    referral: UUID | None = None
    strand: Strand | None = None
    """As the provider believes; the date of birth decides."""
    eligibility: Eligibility = Eligibility()
    consent: Consent | None = None


class Needs(StrictModel):
    """P2 Full Needs Assessment."""

    form: Literal["P2"]
    assessed_on: CalendarDate | None = None
    needs: dict[SingleLine, FreeText] = Field(default={}, max_length=20)
    work_history: FreeText | None = None
    qualification: Qualification = Qualification.NOT_KNOWN
    main_substance: SingleLine | None = None
    length_of_dependency: Literal[
        "most_of_adult_life", "about_half", "under_a_third", "never", "not_known"
    ] = "not_known"
    recent_use: Literal["abstinent", "some_lapses", "many_lapses", "not_known"] = "not_known"
    mental_health: FreeText | None = None
    share_of_adult_life_in_work: Literal["most", "about_half", "under_a_third", "none", "not_known"] = (
        "not_known"
    )
    ever_in_paid_work: Answer = Answer.NOT_KNOWN
    benefits: tuple[SingleLine, ...] = Field(default=(), max_length=20)
    barriers: tuple[SingleLine, ...] = Field(default=(), max_length=20)
    ambitions: FreeText | None = None
    motivation: Annotated[int, Field(ge=1, le=5)] | None = None


class Monitoring(StrictModel):
    """P2.1 Participant Monitoring Matrix: the characteristics that ESF reporting needs."""

    form: Literal["P2.1"]
    assessed_on: CalendarDate | None = None
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


class Wheel(StrictModel):
    """The Employment Wheel: eight scores; the first one recorded is the baseline ([3.40])."""

    form: Literal["wheel"]
    assessed_on: CalendarDate | None = None
    basic_skills: Score | None = None
    recovery_capital: Score | None = None
    cv: Score | None = None
    interview_skills: Score | None = None
    life_skills: Score | None = None
    qualifications_and_training: Score | None = None
    voluntary_and_work_experience: Score | None = None
    it_and_job_search: Score | None = None


Assessment = Annotated[Needs | Monitoring | Wheel, Field(discriminator="form")]


class Risk(StrictModel):
    """P2.2 Risk Assessment."""

    form: Literal["P2.2"] = "P2.2"
    assessed_on: CalendarDate | None = None
    risks_to_self: FreeText | None = None
    risks_to_others: FreeText | None = None
    violence_against_women: Answer = Answer.NOT_KNOWN
    triggers: FreeText | None = None
    mitigations: FreeText | None = None
    who_may_know: tuple[SingleLine, ...] = Field(default=(), max_length=20)
    review_on: CalendarDate | None = None


class Allocation(StrictModel):
    mentor: Reference
    """The provider's own reference for the mentor."""
    allocated_on: CalendarDate | None = None
    handover_notes: FreeText | None = None


class ActionPlan(StrictModel):
    """P3: a living record; every one posted is a new version."""

    agreed_on: CalendarDate | None = None
    goals: tuple[FreeText, ...] = Field(min_length=1, max_length=20)
    steps: tuple[FreeText, ...] = Field(default=(), max_length=50)
    signed_by_participant: bool = False
    signed_by_mentor: bool = False


class Contact(StrictModel):
    kind: Literal["face_to_face", "group", "phone", "text", "letter", "email"]
    direction: Literal["to_participant", "from_participant"] = "to_participant"
    contacted_on: CalendarDate | None = None
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    attendance: Literal["attended", "did_not_attend", "cancelled"] = "attended"
    mentor: Reference | None = None
    note: FreeText | None = None


class Activity(StrictModel):
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
    run_by: SingleLine | None = None
    started_on: CalendarDate | None = None
    ended_on: CalendarDate | None = None
    hours: Hours = 0
    result: FreeText | None = None


class Intensity(StrictModel):
    intensity: Literal["red", "amber", "green"]
    changed_on: CalendarDate | None = None
    reason: FreeText


class Suspension(StrictModel):
    suspended_on: CalendarDate | None = None
    reason: Literal["elsewhere", "not_ready", "not_answering", "other"] = "other"
    note: FreeText | None = None


class Resumption(StrictModel):
    resumed_on: CalendarDate | None = None
    note: FreeText | None = None


class Achievement(StrictModel):
    kind: AchievementKind
    achieved_on: CalendarDate | None = None
    evidence: Evidence = Evidence.SELF_REPORTED
    cqfw_level: Annotated[int, Field(ge=0, le=8)] | None = None
    """For a qualification; 0 is "below level 1"."""
    description: FreeText | None = None


class SoftOutcome(StrictModel):
    change: Change
    baseline: Score | None = None
    """What was recorded on joining, where anything was ([4.59])."""


class Exit(StrictModel):
    """P4-1. A date or kind that is not known is left out: the form is kept and shown as incomplete."""

    left_on: CalendarDate | None = None
    kind: ExitKind | None = None
    reason: ExitReason | None = None
    soft_outcomes: dict[Indicator, SoftOutcome] = Field(default_factory=dict)
    soft_outcomes_on: CalendarDate | None = None
    """When the thirteen were asked; the date of the event's `time` when left out."""


class Return(StrictModel):
    rejoined_on: CalendarDate | None = None
    reason: FreeText | None = None


class FollowUpReport(StrictModel):
    status: FollowUp
    observed_on: CalendarDate | None = None
    evidence: Evidence = Evidence.SELF_REPORTED


class Correction(StrictModel):
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
    value: SingleLine
    reason: SingleLine
    author: SingleLine
