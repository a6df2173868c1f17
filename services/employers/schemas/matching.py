"""The shapes of ready people, matches and offers, with reasons in the language of the caller."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from babel.dates import format_date
from pydantic import BaseModel, Field, Strict

from services.employers.commands.offer_places import Offers
from services.employers.domain.match_reasons import NOT_MATCHED, WORDS, Reason, reasons
from services.employers.domain.matching import Candidate, Lack, LackCount, Match
from services.employers.domain.opportunity import Opportunity
from services.employers.queries import Opening, OpportunityMatches
from services.employers.schemas.opportunities import OpportunityOut
from shared.web.field_types import StrictModel
from shared.web.translations import in_language


class OfferIn(StrictModel):
    """How many places to offer at most; all that are left where it is left out."""

    at_most: Annotated[int, Strict(), Field(ge=1, le=10_000)] | None = None


class HeldCertificateOut(BaseModel):
    kind: str
    expires_on: date | None


class ReadyPersonOut(BaseModel):
    """Somebody who is ready for placement, by our ids; `stale` where nobody confirmed it in time."""

    participant: UUID
    enrolment: UUID
    lot: str
    ready_on: date
    stale_on: date
    stale: bool
    available_from: date
    kinds: tuple[str, ...]
    soc_groups: tuple[int, ...]
    hours_patterns: tuple[str, ...]
    max_hours_per_week: float | None
    travel: str
    drives: bool
    certificates: tuple[HeldCertificateOut, ...]
    legal_requirements_met: tuple[str, ...]
    adjustments: tuple[str, ...]
    interests: tuple[str, ...]
    may_be_matched: bool
    """Whether the person agreed to be put forward to employers."""

    @classmethod
    def of(cls, found: Candidate, today: date) -> Self:
        person = found.readiness
        own = {name: getattr(person, name) for name in cls.model_fields if hasattr(person, name)}
        own["certificates"] = [
            HeldCertificateOut.model_validate(each, from_attributes=True) for each in person.certificates
        ]
        return cls(
            **own,
            participant=person.participant_id,
            enrolment=person.enrolment_id,
            lot=found.lot,
            stale=person.is_stale(today),
            may_be_matched=found.may_be_matched,
        )


class MatchOut(BaseModel):
    """Somebody who meets every hard requirement, and why they are proposed, in sentences."""

    participant: UUID
    enrolment: UUID
    stale: bool
    reasons: tuple[str, ...]

    @classmethod
    def of(cls, opportunity: Opportunity, found: Match, today: date, language: str) -> Self:
        return cls(**_told(opportunity, found, today, language))


class LackOut(BaseModel):
    """Why people do not match: how many lack this, and how many lack nothing else, whom it would be worth
    helping to it."""

    reason: Lack
    sentence: str
    people: int
    nothing_else: int

    @classmethod
    def of(cls, count: LackCount, language: str) -> Self:
        return cls(
            reason=count.lack,
            sentence=in_language(NOT_MATCHED[count.lack], language),
            people=count.people,
            nothing_else=count.nothing_else,
        )


class MatchesOut(BaseModel):
    """Who matches, the best match first, and why others do not."""

    items: tuple[MatchOut, ...]
    not_matched: tuple[LackOut, ...]

    @classmethod
    def of(cls, found: OpportunityMatches, language: str) -> Self:
        return cls(
            items=tuple(
                MatchOut.of(found.opportunity, each, found.today, language) for each in found.matches.matched
            ),
            not_matched=tuple(LackOut.of(each, language) for each in found.matches.not_matched),
        )


class OpeningOut(BaseModel):
    """An open opportunity that the person matches, and why."""

    opportunity: OpportunityOut
    reasons: tuple[str, ...]

    @classmethod
    def of(cls, found: Opening, language: str) -> Self:
        why = reasons(found.opportunity, found.match, found.today)
        return cls(
            opportunity=OpportunityOut.of(found.opportunity),
            reasons=tuple(sentence(each, language) for each in why),
        )


class OpeningsOut(BaseModel):
    """The open opportunities that a person matches, the best match first."""

    items: tuple[OpeningOut, ...]


class OfferOut(MatchOut):
    """A place that was offered: the placement that was proposed, null in a dry run."""

    placement: UUID | None


class OffersOut(BaseModel):
    """The places of an opportunity that were offered in one step, those that are left, and why others were
    not offered one. `id` is that of the opportunity."""

    id: UUID
    offers: tuple[OfferOut, ...]
    places_left: int
    not_matched: tuple[LackOut, ...]

    @classmethod
    def of(cls, made: Offers, today: date, language: str, *, is_dry_run: bool) -> Self:
        opportunity = made.opportunity
        left = opportunity.places_left - (len(made.offered) if is_dry_run else 0)
        return cls(
            id=opportunity.id,
            offers=tuple(
                OfferOut(
                    **_told(opportunity, match, today, language),
                    placement=None if is_dry_run else placement.id,
                )
                for placement, match in made.offered
            ),
            places_left=left,
            not_matched=tuple(LackOut.of(each, language) for each in made.matches.not_matched),
        )


def _told(opportunity: Opportunity, found: Match, today: date, language: str) -> dict[str, object]:
    person = found.candidate.readiness
    return {
        "participant": person.participant_id,
        "enrolment": person.enrolment_id,
        "stale": found.is_stale,
        "reasons": tuple(sentence(each, language) for each in reasons(opportunity, found, today)),
    }


def sentence(reason: Reason, language: str) -> str:
    """Write a reason in a language."""
    return in_language(reason.sentence, language).format(
        words=", ".join(in_language(WORDS[word], language) for word in reason.words),
        on=reason.on and format_date(reason.on, "d MMMM y", locale=language),
    )
