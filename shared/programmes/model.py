"""Describes a programme's files: which entries there are, and what each must be. Services turn what is read
into values of their own domain."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, Strict

from shared.contracts.vocabulary import AchievementKind, FollowUp, Indicator, ReferralSource

Code = Annotated[str, Field(min_length=1)]
Kind = Annotated[AchievementKind, Strict(False)]
"""A kind of achievement, by its name."""


class Entry(BaseModel):
    """A table of a file: an entry that nobody reads is a mistake."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Bilingual(Entry):
    en: str
    cy: str


class Named(Entry):
    code: Code
    name: Bilingual


class Strand(Named):
    """Ages at registration, both included; no upper age without `to_age`."""

    from_age: NonNegativeInt
    to_age: NonNegativeInt | None = None


class Operation(Entry):
    """An ESF area and a strand, and the lots it is delivered in."""

    esf_area: str
    strand: str
    lots: Annotated[list[str], Field(min_length=1)]


class Quarter(Entry):
    """A quarter's end is data, not arithmetic (handbook 3)."""

    code: Code
    ends_on: date


class FollowUpWindow(Entry):
    """The status so many months after leaving, observed from some days before to some after."""

    months: NonNegativeInt
    opens_days_before: NonNegativeInt
    closes_days_after: NonNegativeInt


DueAfter = Annotated[int, Field(ge=0, le=3650)]
"""Days until something is due."""


class ContactDays(Entry):
    """How long somebody may go without being reached, by colour (handbook 2)."""

    red: DueAfter
    amber: DueAfter
    green: DueAfter


class DueDays(Entry):
    """When something falls due of a participant: `contact` since they were last reached, `mentor` and `plan`
    since registration, `plan_review` since its last version, `silence` since the last contact of any kind,
    `readiness` since it was agreed or confirmed that somebody is ready for placement."""

    contact: ContactDays
    mentor: DueAfter
    plan: DueAfter
    plan_review: DueAfter
    silence: DueAfter
    readiness: DueAfter


class Disengagement(Entry):
    """When somebody who does not answer has disengaged (handbook 2): the days a letter gives, how many days
    after joining are shortly after it, and how many months somebody is tried who disengages then."""

    letter_days: DueAfter
    shortly_days: DueAfter
    trying_months: Annotated[int, Field(ge=1, le=120)]


class SoftLanding(Entry):
    """How long whoever leaves for work is still in touch (handbook 2): the months, and how many days after
    leaving the two check-ins are due."""

    months: Annotated[int, Field(ge=1, le=24)]
    first_check_in: DueAfter
    second_check_in: DueAfter


class Provider(Entry):
    """An organisation that delivers, by the id that tokens and the register of partners know it by."""

    id: Annotated[UUID, Strict(False)]
    name: Code


class Consortium(Entry):
    """Providers that share lots: which of them takes somebody is agreed person by person [3.31], so that each
    registers in all of them. Referrals go by the deliveries."""

    name: Code
    lots: Annotated[list[Code], Field(min_length=1)]
    providers: Annotated[list[Code], Field(min_length=2)]


class Delivery(Entry):
    """Who delivers a lot, of one strand or for one condition where that is named, from a day to another, both
    included. Without a provider it is whoever the programme does not name: the lots of its token decide."""

    lot: str
    provider: Code | None = None
    strand: str | None = None
    condition: Literal["substance_misuse", "mental_health"] | None = None
    starts_on: date | None = None
    ends_on: date | None = None


class TurnRound(Entry):
    """Working days to a decision, and from there to the first attempt at contact (handbook 4)."""

    decision_working_days: NonNegativeInt
    first_contact_working_days: NonNegativeInt


class Retention(Entry):
    """Months for which who was referred is kept, from the day on which we were told that the referral came to
    nothing; and who took part, from the day on which something was last recorded about them, and at least
    until a date."""

    declined_referral_months: NonNegativeInt
    withdrawn_referral_months: NonNegativeInt
    participant_months: NonNegativeInt
    participants_until: date


class Window(Entry):
    """When something must have been achieved to be counted; without end where no days are given."""

    rule: Code
    opens: Literal["registration", "exit"]
    closes_days_after_exit: NonNegativeInt | None = None


class StatusAfterExit(Entry):
    """The status so many months after the exit, established by an observation near that date."""

    rule: Code
    status: Annotated[FollowUp, Strict(False)]
    months_after_exit: NonNegativeInt
    days_before: NonNegativeInt
    days_after: NonNegativeInt


class Condition(Entry):
    """Something that must hold of the enrolment; `finding` is the data-quality rule that is broken when an
    achievement is recorded for somebody it does not hold of."""

    rule: Code
    field: Literal["labour_market", "strand"]
    one_of: Annotated[list[str], Field(min_length=1)]
    finding: str | None = None


class Part(Entry):
    """A part of a category that is also reported by itself."""

    code: Code
    kinds: Annotated[list[Kind], Field(min_length=1)]


class Category(Named):
    """What can be claimed once per participant, and when. `by_lot` and `progress` are its rows in the tables
    of outcomes, where they are not its name."""

    kinds: Annotated[list[Kind] | None, Field(min_length=1)] = None
    parts: list[Part] = []
    first_part_wins: bool = False
    window: Window | None = None
    status_after_exit: StatusAfterExit | None = None
    conditions: list[Condition] = []
    must_have_left: bool = True
    not_if_led_to: str | None = None
    by_lot: str | None = None
    progress: str | None = None


class ExclusiveGroup(Entry):
    """Categories of which at most one may be claimed for a participant."""

    code: Code
    categories: Annotated[list[str], Field(min_length=1)]


class Amount(Entry):
    """How many of a measure are asked for: one number for the whole programme, or one for each lot of an
    operation."""

    measure: Code
    number: NonNegativeInt | None = None
    esf_area: str | None = None
    strand: str | None = None
    lots: dict[str, NonNegativeInt] | None = None


class QuarterAmount(Amount):
    """A cumulative target at the end of a quarter."""

    quarter: str


class Profile(Entry):
    """One version of the cumulative targets, valid from a date on until the next."""

    applies_from: date
    at: Annotated[list[QuarterAmount], Field(min_length=1)]


class CharacteristicsLine(Entry):
    """A row of the characteristics table: who is counted in it."""

    characteristic: str
    value: str
    field: str
    one_of: Annotated[list[str], Field(min_length=1)]


class PrintedIndicator(Entry):
    """A soft outcome of form P4-1, and how it is printed."""

    code: Annotated[Indicator, Strict(False)]
    printed: str


class Programme(Named):
    """All that a programme is."""

    fund: str
    starts_on: date
    esf_areas: Annotated[list[Named], Field(min_length=1)]
    lots: Annotated[list[Named], Field(min_length=1)]
    strands: Annotated[list[Strand], Field(min_length=1)]
    operations: Annotated[list[Operation], Field(min_length=1)]
    quarters: Annotated[list[Quarter], Field(min_length=1)]
    follow_up: FollowUpWindow
    due: DueDays
    disengagement: Disengagement
    soft_landing: SoftLanding
    turn_round: TurnRound
    referred_from_age: dict[Annotated[ReferralSource, Strict(False)], NonNegativeInt] = {}
    """The age from which on a source refers people, for sources that do not refer everybody."""
    referral_link_days: Annotated[int, Field(ge=1, le=365)]
    """For how many days a link to a referral leads somewhere."""
    providers: list[Provider] = []
    deliveries: Annotated[list[Delivery], Field(min_length=1)]
    consortia: list[Consortium] = []
    adjoining: list[Annotated[list[Code], Field(min_length=2, max_length=2)]] = []
    """Pairs of lots that place people across their border [5.27]."""
    retention: Retention
    categories: Annotated[list[Category], Field(min_length=1)]
    exclusive: list[ExclusiveGroup] = []
    targets: list[Amount] = []
    profiles: list[Profile] = []
    mandatory: list[str] = []
    """Characteristics that form P2.1 must answer."""
    characteristics: list[CharacteristicsLine] = []
    indicators: list[PrintedIndicator] = []
