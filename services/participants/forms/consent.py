"""The consents of form P1: each separate, with its date and what it covers; none follows from another
(handbook 2, "Consent")."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import Field

from services.participants.domain.consent import StandingConsent
from shared.contracts.vocabulary import Consent as ConsentTo
from shared.web.field_types import CalendarDate, StrictModel

Channel = Literal["phone", "text", "email", "letter", "visit"]
"""How somebody agreed to be reached after leaving."""
Told = Literal["name", "contact_details", "skills", "work_history", "availability", "access_needs"]
"""What an employer may be told: never somebody's health, or why they are with the service."""


class DatedConsent(StrictModel):
    """Whether somebody agreed, and when they said so: the day of registration when left out."""

    given: bool | None = None
    given_on: CalendarDate | None = None


class FollowUpConsent(DatedConsent):
    """To be asked, after leaving, how things are."""

    how: tuple[Channel, ...] = Field(default=(), max_length=5)
    never_through_employer: bool | None = None
    """People feared being found out at work."""


class MatchingConsent(DatedConsent):
    """To be put forward to employers."""

    may_be_told: tuple[Told, ...] = Field(default=(), max_length=6)


class Consent(StrictModel):
    """What somebody agreed to on joining."""

    to_take_part: bool | None = None
    given_on: CalendarDate | None = None
    share_work_outcome_with_referrer: bool | None = None
    share_work_outcome_on: CalendarDate | None = None
    follow_up: FollowUpConsent | None = None
    employer_matching: MatchingConsent | None = None
    evaluation: DatedConsent | None = None

    def is_to_take_part(self) -> bool:
        """Tell whether the form has the consent to take part, with its date."""
        return self.to_take_part is True and self.given_on is not None

    def standing(self, registered_on: date) -> Iterator[tuple[ConsentTo, StandingConsent]]:
        """List what was asked, each with the answer and its day."""
        told = (
            (ConsentTo.TAKE_PART, self.to_take_part, self.given_on, self),
            (
                ConsentTo.SHARE_WORK_OUTCOME,
                self.share_work_outcome_with_referrer,
                self.share_work_outcome_on,
                self,
            ),
            *(
                (to, part.given, part.given_on, part)
                for to, part in (
                    (ConsentTo.FOLLOW_UP, self.follow_up),
                    (ConsentTo.EMPLOYER_MATCHING, self.employer_matching),
                    (ConsentTo.EVALUATION, self.evaluation),
                )
                if part is not None
            ),
        )
        for to, given, on, part in told:
            if given is not None:
                yield to, standing_consent(given, on or registered_on, part)


def standing_consent(given: bool, on: date, part: StrictModel) -> StandingConsent:
    """Make the consent that stands, with what it covers as far as the part of a form says."""
    return StandingConsent(
        given=given,
        on=on,
        how=getattr(part, "how", ()),
        never_through_employer=getattr(part, "never_through_employer", None),
        may_be_told=getattr(part, "may_be_told", ()),
    )
