"""Turns the programmes that are loaded into what is promised to their referrers, and how long who was
referred is kept."""

from datetime import date
from uuid import UUID

from services.referrals.domain.referral import Status
from services.referrals.domain.retention import RetentionRule
from services.referrals.domain.turnround import TurnRound
from shared.contracts.vocabulary import ReferralSource
from shared.programmes import load_all, lookup, model
from shared.programmes.delivery import Deliveries, deliveries


def who_delivers(programme: str) -> Deliveries:
    """Find who delivers a programme. Raises UnknownProgramme."""
    return deliveries()[_find(programme).code]


def lots_named_for(provider: UUID) -> frozenset[str]:
    """The lots that some programme gives to a provider by name."""
    return frozenset().union(*(each.lots_named_for(provider) for each in deliveries().values()))


def starts_on(programme: str) -> date:
    """Tell when a programme began. Raises UnknownProgramme."""
    return _find(programme).starts_on


def link_days(programme: str) -> int:
    """Tell for how many days a link to a referral leads somewhere. Raises UnknownProgramme."""
    return _find(programme).referral_link_days


def turn_round(programme: str) -> TurnRound:
    """Find a programme's turn-round. Raises UnknownProgramme."""
    promised = _find(programme).turn_round
    return TurnRound(programme, promised.decision_working_days, promised.first_contact_working_days)


def least_age(programme: str, source: ReferralSource) -> int | None:
    """Tell from which age on a source refers to a programme, where it does not refer everybody. Raises
    UnknownProgramme."""
    return _find(programme).referred_from_age.get(source)


def retention_rules() -> list[RetentionRule]:
    """List how long the referrals of every programme are kept once they came to nothing."""
    return [
        RetentionRule(code, status, months)
        for code, loaded in sorted(load_all().items())
        for status, months in (
            (Status.DECLINED, loaded.retention.declined_referral_months),
            (Status.WITHDRAWN, loaded.retention.withdrawn_referral_months),
        )
    ]


def _find(programme: str) -> model.Programme:
    return lookup.find(programme, pointer="/programme")
