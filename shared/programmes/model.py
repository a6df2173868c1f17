"""Describes a programme's files: which entries there are, and what each must be. Services turn what is read
into values of their own domain."""

from datetime import date
from typing import Annotated

from pydantic import Field, NonNegativeInt, Strict

from shared.contracts.vocabulary import ReferralSource
from shared.programmes.entries import Code, Entry, Named
from shared.programmes.measures import (
    Category,
    CharacteristicsLine,
    ExclusiveGroup,
    PrintedIndicator,
    Profile,
    Target,
)
from shared.programmes.places import Authority, Consortium, Delivery, Lot, Operation, Provider, Strand

Source = Annotated[ReferralSource, Strict(False)]
"""A source of referrals, by its name."""


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


class Programme(Named):
    """All that a programme is."""

    fund: str
    starts_on: date
    esf_areas: Annotated[list[Named], Field(min_length=1)]
    lots: Annotated[list[Lot], Field(min_length=1)]
    authorities: Annotated[list[Authority], Field(min_length=1)]
    strands: Annotated[list[Strand], Field(min_length=1)]
    operations: Annotated[list[Operation], Field(min_length=1)]
    quarters: Annotated[list[Quarter], Field(min_length=1)]
    follow_up: FollowUpWindow
    due: DueDays
    disengagement: Disengagement
    soft_landing: SoftLanding
    turn_round: TurnRound
    referred_from_age: dict[Annotated[ReferralSource, Strict(False)], NonNegativeInt] = Field(
        default_factory=dict
    )
    """The age from which on a source refers people, for sources that do not refer everybody."""
    referral_link_days: Annotated[int, Field(ge=1, le=365)]
    """For how many days a link to a referral leads somewhere."""
    providers: list[Provider] = Field(default_factory=list)
    deliveries: Annotated[list[Delivery], Field(min_length=1)]
    consortia: list[Consortium] = Field(default_factory=list)
    adjoining: list[Annotated[list[Code], Field(min_length=2, max_length=2)]] = Field(default_factory=list)
    """Pairs of lots that place people across their border [5.27]."""
    retention: Retention
    categories: Annotated[list[Category], Field(min_length=1)]
    exclusive: list[ExclusiveGroup] = Field(default_factory=list)
    targets: list[Target] = Field(default_factory=list)
    profiles: list[Profile] = Field(default_factory=list)
    mandatory: list[str] = Field(default_factory=list)
    """Characteristics that form P2.1 must answer."""
    characteristics: list[CharacteristicsLine] = Field(default_factory=list)
    indicators: list[PrintedIndicator] = Field(default_factory=list)
