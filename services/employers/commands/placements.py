"""What can be done to a placement."""

from datetime import date
from typing import Any
from uuid import UUID

from services.employers.commands.event_dates import day_of, instant_of
from services.employers.domain.opportunity import Opportunity
from services.employers.domain.participation import to_be_proposed
from services.employers.domain.placement import EndedBy, Ending, Placement, PlacementId
from services.employers.domain.refusals import AlreadyOffered, UnknownOpportunity
from services.employers.store import opportunities, participations
from services.employers.store import placements as store
from shared.contracts import placement as facts
from shared.contracts.vocabulary import PlacementKind
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork
from shared.web.conditional_requests import require_version


async def propose(
    work: UnitOfWork, opportunity_id: UUID, participant_id: UUID, *, on: date | None
) -> Placement:
    """Offer a place to one of the caller's own people.

    Raises ParticipantUnknown, NotTakingPart, UnknownOpportunity, AlreadyOffered, OpportunityOver,
    NoPlaceLeft, FutureDate."""
    proposed_on = day_of(work, on, field="proposed_on")
    participation = to_be_proposed(await participations.of_participant(work, participant_id), proposed_on)
    opportunity = await _held(work, opportunity_id)
    if await store.was_offered(work, opportunity.id, participant_id):
        raise AlreadyOffered
    placement = Placement(
        id=PlacementId(work.new_id()),
        opportunity_id=opportunity.id,
        employer_id=opportunity.employer_id,
        enrolment_id=participation.enrolment_id,
        participant_id=participant_id,
        provider=participation.provider,
        kind=opportunity.kind,
        proposed_on=proposed_on,
        recorded_at=work.now,
    )
    await opportunities.save(work, opportunity.take_place(proposed_on))
    await store.add(work, placement)
    work.announce(
        facts.PlacementProposed(**_about(work, placement, proposed_on), opportunity_id=opportunity.id)
    )
    return placement


async def start(work: UnitOfWork, placement_id: UUID, *, seen: int, on: date | None) -> Placement:
    """Raises NotFound, PreconditionFailed, MoveNotPossible, DatesOutOfOrder, FutureDate."""
    placement = await _seen(work, placement_id, seen)
    started_on = day_of(work, on, field="started_on")
    started = placement.start(by=work.caller.organisation, on=started_on)
    await store.save(work, started, on=started_on)
    work.announce(facts.PlacementStarted(**_about(work, started, started_on), started_on=started_on))
    return started


async def complete(
    work: UnitOfWork, placement_id: UUID, *, seen: int, on: date | None, hours: float | None
) -> Placement:
    """Raises NotFound, PreconditionFailed, MoveNotPossible, DatesOutOfOrder, FutureDate."""
    placement = await _seen(work, placement_id, seen)
    completed_on = day_of(work, on, field="completed_on")
    completed = placement.complete(by=work.caller.organisation, on=completed_on, hours=hours)
    await store.save(work, completed, on=completed_on)
    work.announce(
        facts.PlacementCompleted(
            **_about(work, completed, completed_on),
            started_on=completed.started_on,
            completed_on=completed_on,
        )
    )
    return completed


async def end_early(
    work: UnitOfWork, placement_id: UUID, *, seen: int, on: date | None, by: EndedBy, reason: str
) -> Placement:
    """Raises NotFound, PreconditionFailed, MoveNotPossible, DatesOutOfOrder, FutureDate."""
    placement = await _seen(work, placement_id, seen)
    ended_on = day_of(work, on, field="ended_on")
    ended = placement.end_early(Ending(ended_on, by, reason), by=work.caller.organisation)
    await store.save(work, ended, on=ended_on)
    if not ended.holds_place:
        opportunity = await opportunities.get(work, ended.opportunity_id, to_change=True)
        await opportunities.save(work, opportunity.free_place())
    work.announce(
        facts.PlacementEndedEarly(**_about(work, ended, ended_on), ended_on=ended_on, ended_by=by.value)
    )
    return ended


async def _held(work: UnitOfWork, opportunity_id: UUID) -> Opportunity:
    """The opportunity, held until the work is done. Raises UnknownOpportunity."""
    try:
        return await opportunities.get(work, opportunity_id, to_change=True)
    except NotFound as missing:
        raise UnknownOpportunity(pointer="/opportunity_id") from missing


async def _seen(work: UnitOfWork, placement_id: UUID, seen: int) -> Placement:
    """The placement as the caller last saw it. Raises NotFound, PreconditionFailed."""
    placement = await store.get(work, placement_id)
    require_version(seen, placement.version, state=placement.status)
    return placement


def _about(work: UnitOfWork, placement: Placement, on: date) -> dict[str, Any]:
    return {
        "happened_at": instant_of(work, on),
        "placement_id": placement.id,
        "enrolment_id": placement.enrolment_id,
        "participant_id": placement.participant_id,
        "provider": placement.provider,
        "kind": PlacementKind(placement.kind),
    }
