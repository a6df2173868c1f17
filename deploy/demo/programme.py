"""The whole demonstration, made from one seed: partners, referrals, seven systems' events, placements."""

from collections.abc import Sequence

from deploy.demo import (
    characteristics,
    employment_wheel,
    event_stream,
    imperfections,
    journeys,
    outcomes,
    partners,
    people,
    placements,
    reasons,
    referrals,
    soft_outcomes,
)
from deploy.demo.person import Body, DemoPerson
from deploy.demo.plans import (
    Demonstration,
    EmployerPlan,
    OpportunityPlan,
    PlacementPlan,
    ProviderSystem,
    ReferralPlan,
)
from deploy.demo.random_source import random_source
from shared.contracts.vocabulary import Lot

__all__ = [
    "Demonstration",
    "EmployerPlan",
    "OpportunityPlan",
    "PlacementPlan",
    "ProviderSystem",
    "ReferralPlan",
    "demonstration",
]

_NI_NUMBERS = 12_000
"""Enough for everybody registered and everybody referred."""


def demonstration(seed: int = 2019) -> Demonstration:
    """A function of the seed alone. Raises ValueError where the published figures leave no way out."""
    lives = journeys.journeys(seed)
    characteristics.describe(lives, seed)
    makes = people.People(seed, _NI_NUMBERS)
    people.introduce(lives, makes, seed)
    outcomes.achieve(lives, seed)
    imperfections.add(lives, seed)
    soft_outcomes.answer(lives, seed)
    employment_wheel.turn(lives, seed)
    reasons.explain(lives, seed)
    referred = referrals.refer(lives, makes, seed)
    employers, opportunities, placed = placements.place(lives, seed)
    taking_part = [partner for lot in Lot for partner in (partners.provider(lot), *partners.referrers(lot))]
    return Demonstration(
        partners=tuple(partner.body for partner in taking_part),
        referrals=referred,
        systems=tuple(_system(lot, [life for life in lives if life.lot is lot], seed) for lot in Lot),
        employers=employers,
        opportunities=opportunities,
        placements=placed,
    )


def _system(lot: Lot, lives: Sequence[DemoPerson], seed: int) -> ProviderSystem:
    partner, rng = partners.provider(lot), random_source(seed, f"story/{lot}")
    source = f"urn:dolen-demo:{partner.name.lower().replace(' ', '-')}"
    timed = [pair for life in lives for pair in event_stream.tell(life, rng).events(source)]
    timed.sort(key=lambda pair: pair[0])
    events: list[Body] = [event for _, event in timed]
    return ProviderSystem(partner.id, partner.name, lot, source, events)
