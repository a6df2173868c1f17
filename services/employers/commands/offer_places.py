"""Offers the places of an opportunity in one step: to as many ready people as there are places, the best
matches first, nobody twice (handbook 4)."""

from dataclasses import dataclass
from uuid import UUID

from services.employers.commands.fact_fields import fact_fields
from services.employers.domain.matching import Match, Matches, choose, rank
from services.employers.domain.opportunity import Opportunity
from services.employers.domain.placement import Placement, PlacementId
from services.employers.store import opportunities, placements, provider_lock, ready_people
from shared.clock import date_in_wales
from shared.contracts.placement import PlacementProposed
from shared.programmes.delivery import adjoining, check_places
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Offers:
    """What was offered to whom, of an opportunity as it stands since; what would be, where it is only
    tried."""

    opportunity: Opportunity
    offered: tuple[tuple[Placement, Match], ...]
    matches: Matches


async def offer(work: UnitOfWork, opportunity_id: UUID, *, at_most: int | None, is_dry_run: bool) -> Offers:
    """Propose the best matches for all places that are left, or `at_most` so many; nothing is kept of a dry
    run. Offers of one provider wait for each other, and so do all proposals for one opportunity.

    Raises NotFound, LotNotYours, OpportunityOver."""
    today = date_in_wales(work.now)
    await provider_lock.acquire(work)
    opportunity = await opportunities.lock(work, opportunity_id)
    check_places(work.caller, opportunity.lot, today, across=True)
    opportunity.check_open(today)
    people = await ready_people.all_of_them(work, today)
    matches = rank(opportunity, people, today, adjoining(opportunity.lot))
    left = opportunity.places_left if at_most is None else min(at_most, opportunity.places_left)
    offered = tuple((_proposed(work, opportunity, each), each) for each in choose(matches, left))
    if not offered or is_dry_run:
        return Offers(opportunity, offered, matches)
    filled = opportunity.take_places(today, len(offered))
    await opportunities.save(work, filled)
    await placements.add_many(work, [placement for placement, _ in offered])
    for placement, _ in offered:
        work.announce(PlacementProposed(**fact_fields(work, placement, today), opportunity_id=opportunity.id))
    return Offers(filled, offered, matches)


def _proposed(work: UnitOfWork, opportunity: Opportunity, match: Match) -> Placement:
    person = match.candidate.readiness
    return Placement(
        id=PlacementId(work.new_id()),
        opportunity_id=opportunity.id,
        employer_id=opportunity.employer_id,
        enrolment_id=person.enrolment_id,
        participant_id=person.participant_id,
        provider=person.provider,
        kind=opportunity.kind,
        proposed_on=date_in_wales(work.now),
        recorded_at=work.now,
    )
