"""The fact that a record was mended: the whole state of an enrolment, said again in the facts that would have
been announced."""

from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.contracts.participant import (
    TOPIC,
    AchievementRecorded,
    ConsentRecorded,
    CourseResult,
    EmployedAt6Months,
    EnrolmentFact,
    OutcomeChosen,
    ParticipantAssessed,
    ParticipantCorrected,
    ParticipantExited,
    ParticipantFollowedUp,
    ParticipantRegistered,
    ParticipantRejoined,
    ParticipantResumed,
    ParticipantSuspended,
)
from shared.contracts.readiness import NoLongerReady, ReadyForPlacement


class CourseTaken(BaseModel):
    """A course that somebody began, as it was told last; it runs as long as it has no result."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    course_id: UUID
    kind: str
    started_on: date
    ended_on: date | None = None
    result: CourseResult | None = None


class DateFault(BaseModel):
    """A contact or an activity had a date that cannot be (handbook 3, "Data quality")."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: Literal["future-date", "activity-dates-out-of-order"]
    about: Literal["contacted_on", "started_on", "ended_on"]
    told_on: date


class MentoringSummary(BaseModel):
    """What all facts of `MENTORING` about an enrolment say together; `mentoring_summary.py` adds one up.
    What had not begun when it was told counts in none of the numbers, and is nobody's last day."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contacts: int = Field(default=0, ge=0)
    """Those that were attended, letters apart."""
    calls: int = Field(default=0, ge=0)
    """Those of the contacts that were by phone."""
    letters: int = Field(default=0, ge=0)
    last_contact_on: date | None = None
    """The last day on which a contact was attended."""
    activity_hours: float = Field(default=0, ge=0)
    last_activity_on: date | None = None
    """The last day of an activity with hours."""
    courses: tuple[CourseTaken, ...] = ()
    date_faults: tuple[DateFault, ...] = ()
    """What was wrong with dates, each once, in the order of the days on which it was told."""


Type = TypeVar("Type", bound=str)
Data = TypeVar("Data", bound=EnrolmentFact)


class PastFact(BaseModel, Generic[Type, Data]):
    """A fact of `TOPIC` as it would have been announced had the right record been there from the start;
    `recorded_at` is when that record was first told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Type
    recorded_at: AwareDatetime
    data: Data

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        return f"Past{params[-1].__name__}"


AnyPastFact = Annotated[
    PastFact[Literal["cymru.dolen.participant.registered.v1"], ParticipantRegistered]
    | PastFact[Literal["cymru.dolen.participant.assessed.v1"], ParticipantAssessed]
    | PastFact[Literal["cymru.dolen.participant.corrected.v1"], ParticipantCorrected]
    | PastFact[Literal["cymru.dolen.participant.consent-recorded.v1"], ConsentRecorded]
    | PastFact[Literal["cymru.dolen.participant.suspended.v1"], ParticipantSuspended]
    | PastFact[Literal["cymru.dolen.participant.resumed.v1"], ParticipantResumed]
    | PastFact[Literal["cymru.dolen.participant.ready-for-placement.v1"], ReadyForPlacement]
    | PastFact[Literal["cymru.dolen.participant.no-longer-ready.v1"], NoLongerReady]
    | PastFact[Literal["cymru.dolen.participant.achievement-recorded.v1"], AchievementRecorded]
    | PastFact[Literal["cymru.dolen.participant.outcome-chosen.v1"], OutcomeChosen]
    | PastFact[Literal["cymru.dolen.participant.exited.v1"], ParticipantExited]
    | PastFact[Literal["cymru.dolen.participant.rejoined.v1"], ParticipantRejoined]
    | PastFact[Literal["cymru.dolen.participant.followed-up.v1"], ParticipantFollowedUp]
    | PastFact[Literal["cymru.dolen.participant.employed-at-6-months.v1"], EmployedAt6Months],
    Field(discriminator="type"),
]


class ParticipantRestated(
    EnrolmentFact, type="cymru.dolen.participant.restated.v1", topic=TOPIC, key="enrolment_id"
):
    """A record was mended: this is the state of the enrolment from now on, whatever was told before.

    `history` holds what its records say, in their order, the registration first. It is empty where the
    registration itself was withdrawn: nobody took part. That a follow-up is due is in no record."""

    restatement: int = Field(ge=1)
    """Counts the restatements of this enrolment."""
    cause: Literal["amended", "withdrawn", "merged", "person-corrected"]
    history: tuple[AnyPastFact, ...]
    mentoring: MentoringSummary
