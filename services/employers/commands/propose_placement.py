"""Proposes somebody for an opportunity: offers a place to one of the caller's own people."""

from datetime import date
from uuid import UUID

from services.employers.commands.event_dates import day_or_today
from services.employers.commands.fact_fields import fact_fields
from services.employers.domain.opportunity import Opportunity
from services.employers.domain.participation import to_be_proposed
from services.employers.domain.placement import Placement, PlacementId
from services.employers.domain.refusals import AlreadyOffered, UnknownOpportunity
from services.employers.store import opportunities, participations, placements
from shared.contracts.placement import PlacementProposed
from shared.programmes.delivery import check_places
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork


async def propose(
    work: UnitOfWork, opportunity_id: UUID, participant_id: UUID, *, proposed_on: date | None
) -> Placement:
    """Take a place of an opportunity for a person.

    Raises ParticipantUnknown, NotTakingPart, NotAgreedToMatching, UnknownOpportunity, LotNotYours,
    AlreadyOffered, OpportunityOver, NoPlaceLeft, FutureDate."""
    day = day_or_today(work, proposed_on, field="proposed_on")
    known = await participations.of_participants(work, [participant_id])
    participation = to_be_proposed(known[participant_id], day)
    opportunity = await _lock(work, opportunity_id)
    check_places(work.caller, opportunity.lot, day, across=True, pointer="/opportunity_id")
    if await placements.holding_places(work, opportunity.id, [participant_id]):
        raise AlreadyOffered
    placement = Placement(
        id=PlacementId(work.new_id()),
        opportunity_id=opportunity.id,
        employer_id=opportunity.employer_id,
        enrolment_id=participation.enrolment_id,
        participant_id=participant_id,
        provider=participation.provider,
        kind=opportunity.kind,
        proposed_on=day,
        recorded_at=work.now,
    )
    await opportunities.save(work, opportunity.take_places(day))
    await placements.add_many(work, [placement])
    work.announce(PlacementProposed(**fact_fields(work, placement, day), opportunity_id=opportunity.id))
    return placement


async def _lock(work: UnitOfWork, opportunity_id: UUID) -> Opportunity:
    """Load the opportunity and lock it until the work is done. Raises UnknownOpportunity."""
    try:
        return await opportunities.lock(work, opportunity_id)
    except NotFound as missing:
        raise UnknownOpportunity(pointer="/opportunity_id") from missing
