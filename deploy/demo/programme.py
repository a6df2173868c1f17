"""Generates the whole demonstration from one seed: partners, referrals, what the systems of both programmes
post, placements."""

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
    silences,
    soft_outcomes,
)
from deploy.demo.lives import proportions
from deploy.demo.oows import Lot
from deploy.demo.person import Body, DemoPerson
from deploy.demo.plans import (
    Demonstration,
    EmployerPlan,
    OpportunityPlan,
    PlacementPlan,
    ProviderSystem,
    ReferralPlan,
)
from deploy.demo.pmw import systems as pmw
from deploy.demo.random_source import random_source

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
    demo_people = journeys.journeys(seed)
    characteristics.assign(demo_people, seed)
    identities = people.IdentityGenerator(seed, _NI_NUMBERS)
    people.assign_identities(demo_people, identities, seed)
    outcomes.assign(demo_people, seed)
    imperfections.add(demo_people, seed)
    soft_outcomes.assign(demo_people, seed)
    reasons.assign(demo_people, seed)
    silences.assign(demo_people, seed)
    employment_wheel.assign(demo_people, seed)
    proportions.assign(demo_people, seed)
    referred = referrals.plan_referrals(demo_people, identities, seed)
    employers, opportunities, placed = placements.plan_placements(demo_people, seed)
    taking_part = [partner for lot in Lot for partner in (partners.provider(lot), *partners.referrers(lot))]
    return Demonstration(
        partners=tuple(pmw.partners(partner.body for partner in taking_part)),
        referrals=referred,
        systems=tuple(
            _system(lot, [person for person in demo_people if person.lot is lot], seed) for lot in Lot
        ),
        earlier=pmw.systems(identities, seed),
        employers=employers,
        opportunities=opportunities,
        placements=placed,
    )


def _system(lot: Lot, people: Sequence[DemoPerson], seed: int) -> ProviderSystem:
    partner, rng = partners.provider(lot), random_source(seed, f"story/{lot}")
    source = f"urn:dolen-demo:{partner.name.lower().replace(' ', '-')}"
    timed = [pair for person in people for pair in event_stream.event_log_of(person, rng).events(source)]
    timed.sort(key=lambda pair: pair[0])
    events: list[Body] = [event for _, event in timed]
    return ProviderSystem(partner.id, partner.name, lot, source, events)
