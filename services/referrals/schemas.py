"""The request and response shapes of referrals and partners."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AliasChoices, BaseModel, Field

from services.referrals.commands.receive import NewReferral
from services.referrals.commands.withdraw import Withdrawal
from services.referrals.domain.partner import Entry, Kind, Move, Partner, PartnerMove
from services.referrals.domain.person import Person
from services.referrals.domain.referral import Decline, Referral, Stage, Status
from services.referrals.queries import ReferralWithPerson
from shared.contracts.vocabulary import DeclineReason, Lot, ReferralSource
from shared.web.field_types import CalendarDate, FreeText, Reference, SingleLine, StrictBool, StrictModel


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
    lot: Lot
    source: ReferralSource | None = None
    made_on: CalendarDate | None = None
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
            made_on=self.made_on,
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
    lot: Lot


class ReturnIn(StrictModel):
    decided_on: CalendarDate | None = None
    questions: Annotated[FreeText, Field(min_length=1)]


class AnswerIn(StrictModel):
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
    made_on: date
    received_at: datetime
    status: Status
    decision_due: DeadlineOut
    decided_on: date | None
    decline: DeclineOut | None = Field(validation_alias=AliasChoices("decline_details", "decline"))
    questions: str | None
    withdrawn_by: str | None
    progress: ProgressOut
    version: int

    @classmethod
    def of(cls, referral: Referral) -> Self:
        return cls.model_validate(referral, from_attributes=True)


class ReferredOut(ReferralOut):
    """The same for the provider that is asked to decide: with who it is and what was told."""

    person: dict[str, Any]
    story: dict[str, Any]

    @classmethod
    def of_referral(cls, referred: ReferralWithPerson) -> Self:
        plain = ReferralOut.of(referred.referral).model_dump()
        return cls(**plain, person=referred.person.details, story=referred.person.story)


class PartnerIn(StrictModel):
    name: SingleLine
    kind: Kind
    source: ReferralSource | None = None
    lots: tuple[Lot, ...] = Field(default=(), max_length=7)

    def entry(self) -> Entry:
        return Entry(self.name, self.kind, self.source, self.lots)


class PartnerOut(BaseModel):
    id: UUID
    name: str
    kind: Kind
    source: str | None
    lots: tuple[str, ...]
    proposed_lots: tuple[str, ...] | None
    """Where a provider delivers once somebody else has confirmed it."""
    version: int

    @classmethod
    def of(cls, partner: Partner) -> Self:
        return cls.model_validate(partner, from_attributes=True)


class PartnerMoveOut(BaseModel):
    """What an entry says since a move, and who moved it; `person` is the id of who had signed in."""

    version: int
    move: Move
    name: str
    source: str | None
    lots: tuple[str, ...]
    proposed_lots: tuple[str, ...] | None
    organisation: UUID
    client: str
    person: str | None
    recorded_at: datetime

    @classmethod
    def of(cls, move: PartnerMove) -> Self:
        return cls.model_validate(move, from_attributes=True)


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
