"""The request and response shapes of referrals."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.referrals.commands.receive import NewReferral
from services.referrals.commands.withdraw import Withdrawal
from services.referrals.domain.clock import Clock, ClockKind, PauseReason
from services.referrals.domain.person import Person
from services.referrals.domain.referral import Decline, Referral, ReferralMove, Stage, Status
from services.referrals.queries import ReferralWithPerson
from shared.contracts.vocabulary import DeclineReason, ReferralSource
from shared.web.field_types import CalendarDate, FreeText, Reference, SingleLine, StrictBool, StrictModel
from shared.web.programme_codes import LotCode


class PersonIn(StrictModel):
    """Who is referred."""

    given_name: SingleLine
    family_name: SingleLine
    date_of_birth: CalendarDate | None = None
    national_insurance_number: SingleLine | None = None
    address: tuple[SingleLine, ...] = Field(default=(), max_length=6)
    postcode: SingleLine | None = None
    phone: SingleLine | None = None
    email: SingleLine | None = None
    language: Literal["en", "cy"] = "en"


class NoneKnown(StrictModel):
    declaration: Literal["none_known"]


class SafeguardingDetails(StrictModel):
    declaration: Literal["details"]
    details: Annotated[FreeText, Field(min_length=1)]


class ReferralConsent(StrictModel):
    to_share: StrictBool
    given_on: CalendarDate
    share_work_outcome: StrictBool = False


class ReferralIn(StrictModel):
    """A referral. The safeguarding declaration is explicit and never blank (2019 report,
    recommendation 5)."""

    programme: Reference
    lot: LotCode
    source: ReferralSource | None = None
    on_behalf_of: UUID | None = None
    """For a provider that writes the referral down: the partner on the register that refers."""
    made_on: CalendarDate | None = None
    in_prison_until: CalendarDate | None = None
    referred_by: SingleLine
    person: PersonIn
    contact_by: tuple[Literal["phone", "text", "letter", "email"], ...] = Field(default=(), max_length=4)
    reason: FreeText
    conditions: tuple[Literal["substance_misuse", "mental_health"], ...] = Field(default=(), max_length=2)
    safeguarding: Annotated[NoneKnown | SafeguardingDetails, Field(discriminator="declaration")]
    knows_it_is_voluntary: StrictBool
    consent: ReferralConsent
    mentor_gender: Literal["female", "male", "no_preference"] = "no_preference"

    def new(self) -> NewReferral:
        return NewReferral(
            programme=self.programme,
            lot=self.lot,
            source=self.source,
            on_behalf_of=self.on_behalf_of,
            made_on=self.made_on,
            in_prison_until=self.in_prison_until,
            knows_it_is_voluntary=self.knows_it_is_voluntary,
            consents=self.consent.to_share,
            consent_given_on=self.consent.given_on,
            person=Person(
                details=self.person.model_dump(mode="json"),
                story=self.model_dump(mode="json", include=_STORY),
            ),
        )


_STORY = {
    "referred_by", "contact_by", "reason", "conditions", "safeguarding", "consent", "mentor_gender"
}  # fmt: skip


class ProgressIn(StrictModel):
    on: CalendarDate | None = None


class AcceptIn(StrictModel):
    decided_on: CalendarDate | None = None


class DeclineIn(StrictModel):
    decided_on: CalendarDate | None = None
    by: Literal["provider", "person"]
    reason: DeclineReason
    criterion: SingleLine | None = None
    """Which criterion of eligibility is not met, for `not_eligible`."""
    offered_instead: Annotated[FreeText, Field(min_length=1)]
    try_again_from: CalendarDate | None = None

    def details(self) -> Decline:
        return Decline(self.by, self.reason, self.criterion, self.offered_instead, self.try_again_from)


class RedirectIn(StrictModel):
    decided_on: CalendarDate | None = None
    lot: LotCode


class ReturnIn(StrictModel):
    decided_on: CalendarDate | None = None
    questions: Annotated[FreeText, Field(min_length=1)]


class AnswerIn(StrictModel):
    answered_on: CalendarDate | None = None
    answers: Annotated[FreeText, Field(min_length=1)]


class WithdrawIn(StrictModel):
    withdrawn_on: CalendarDate | None = None
    by: Literal["referrer", "person"] = "referrer"
    reason: FreeText | None = None

    def withdrawal(self) -> Withdrawal:
        return Withdrawal(self.withdrawn_on, self.by, self.reason)


class DeadlineOut(BaseModel):
    on: date
    rule: str


class PauseOut(BaseModel):
    """A time that does not count; `until` is null while nobody knows when the clock goes on."""

    reason: PauseReason
    since: date
    until: date | None
    """The day on which the clock goes on."""


class ClockOut(BaseModel):
    """By when something is to be done, which rule says so, and when time did not count: the same for referrer
    and provider. `due_on` is null while the clock stands still; `stopped_on` is the day on which it was done,
    or no longer to be done."""

    kind: ClockKind
    due_on: date | None
    """By when it is due; null while the clock stands still."""
    rule: str
    pauses: list[PauseOut]
    stopped_on: date | None
    overdue: bool
    """Whether it still runs after the day on which it was due."""

    @classmethod
    def of(cls, clock: Clock, today: date) -> Self:
        return cls(
            kind=clock.kind,
            due_on=None if clock.is_paused else clock.due.on,
            rule=clock.due.rule,
            pauses=[PauseOut.model_validate(pause, from_attributes=True) for pause in clock.pauses],
            stopped_on=clock.stopped_on,
            overdue=clock.is_overdue(today),
        )


class DeclineOut(BaseModel):
    by: str
    reason: str
    criterion: str | None
    offered_instead: str
    try_again_from: date | None


class ProgressOut(BaseModel):
    stage: Stage
    registered_on: date | None
    left_on: date | None
    into_work: bool | None


class ReferralOut(BaseModel):
    """A referral as its referrer sees it: never anything of the person's health or support."""

    id: UUID
    reference: str
    programme: str
    lot: str
    source: str
    referrer: UUID
    provider: UUID
    written_by: UUID | None
    """The provider that wrote the referral down; null where the referrer sent it."""
    made_on: date
    received_at: datetime
    status: Status
    decision_due: DeadlineOut
    clocks: list[ClockOut]
    overdue: bool
    """Whether one of the clocks is overdue today."""
    decided_on: date | None
    moved_on: date
    decline: DeclineOut | None
    questions: str | None
    withdrawn_by: str | None
    progress: ProgressOut
    version: int

    @classmethod
    def of(cls, referral: Referral, today: date) -> Self:
        clocks = [ClockOut.of(clock, today) for clock in referral.clocks]
        told = {name: getattr(referral, name) for name in ReferralOut.model_fields if hasattr(referral, name)}
        told |= {"decline": referral.decline_details, "clocks": clocks, "overdue": referral.is_overdue(today)}
        return cls.model_validate(told, from_attributes=True)


class MoveOut(BaseModel):
    """The state that a move of a referral led to, and on which day."""

    version: int
    status: Status
    on: date
    lot: str
    provider: UUID
    recorded_at: datetime

    @classmethod
    def of(cls, move: ReferralMove) -> Self:
        return cls.model_validate(move, from_attributes=True)


class ReferredOut(ReferralOut):
    """The same for the provider that is asked to decide: with who it is and what was told."""

    person: dict[str, Any]
    story: dict[str, Any]

    @classmethod
    def of_referral(cls, referred: ReferralWithPerson, today: date) -> Self:
        plain = ReferralOut.of(referred.referral, today).model_dump()
        return cls(**plain, person=referred.person.details, story=referred.person.story)


class PersonsWanted(StrictModel):
    referral_ids: tuple[UUID, ...] = Field(max_length=1000)


class PersonOut(BaseModel):
    provider: UUID
    lot: str
    person: dict[str, Any]
    consent: dict[str, Any]

    @classmethod
    def of(cls, referred: ReferralWithPerson) -> Self:
        return cls(
            provider=referred.referral.provider,
            lot=referred.referral.lot,
            person=referred.person.details,
            consent=referred.person.story["consent"],
        )


class PersonsOut(BaseModel):
    persons: dict[UUID, PersonOut]
