"""The graph types of who was referred, and of what was told about them."""

from datetime import date
from enum import StrEnum
from typing import Any, Self

import strawberry

from services.referrals.permissions import MayReadReferredPersons
from shared.graphql import requires


@strawberry.enum
class ContactWay(StrEnum):
    """How somebody may be contacted."""

    PHONE = "phone"
    TEXT = "text"
    LETTER = "letter"
    EMAIL = "email"


@strawberry.enum
class ReferralCondition(StrEnum):
    """A condition that the programme is for."""

    SUBSTANCE_MISUSE = "substance_misuse"
    MENTAL_HEALTH = "mental_health"


@strawberry.enum
class MentorGender(StrEnum):
    """The gender that somebody wants their mentor to have."""

    FEMALE = "female"
    MALE = "male"
    NO_PREFERENCE = "no_preference"


@requires(MayReadReferredPersons)
@strawberry.type
class ReferredPerson:
    """Who was referred, as the referrer wrote it down; what is null was not said."""

    given_name: str
    family_name: str
    date_of_birth: date | None
    national_insurance_number: str | None
    address: list[str]
    postcode: str | None
    phone: str | None
    email: str | None
    language: str

    @classmethod
    def of(cls, details: dict[str, Any]) -> Self:
        born_on = details["date_of_birth"]
        return cls(**{**details, "date_of_birth": date.fromisoformat(born_on) if born_on else None})


@requires(MayReadReferredPersons)
@strawberry.type
class ReferralConsent:
    """What the person agreed to when they were referred."""

    to_share: bool
    given_on: date
    share_work_outcome: bool

    @classmethod
    def of(cls, consent: dict[str, Any]) -> Self:
        return cls(**{**consent, "given_on": date.fromisoformat(consent["given_on"])})


@requires(MayReadReferredPersons)
@strawberry.type
class ReferralStory:
    """What was told about somebody who was referred, at first and since."""

    referred_by: str
    contact_by: list[ContactWay]
    reason: str
    conditions: list[ReferralCondition]
    safeguarding: str | None = strawberry.field(
        description="What there is to know for anybody's safety; null where none is known."
    )
    consent: ReferralConsent
    mentor_gender: MentorGender
    answers: list[str] = strawberry.field(
        description="What the referrer answered to the provider's questions, in order."
    )
    withdrawal: list[str] = strawberry.field(
        description="Why the referral was withdrawn; empty unless it was."
    )

    @classmethod
    def of(cls, story: dict[str, Any]) -> Self:
        return cls(
            referred_by=story["referred_by"],
            contact_by=[ContactWay(each) for each in story["contact_by"]],
            reason=story["reason"],
            conditions=[ReferralCondition(each) for each in story["conditions"]],
            safeguarding=story["safeguarding"].get("details"),
            consent=ReferralConsent.of(story["consent"]),
            mentor_gender=MentorGender(story["mentor_gender"]),
            answers=story.get("answers", []),
            withdrawal=story.get("withdrawal", []),
        )
