"""Ends a placement early: it was stopped, or declined before it began."""

from datetime import date
from uuid import UUID

from services.employers.commands.event_dates import day_or_today
from services.employers.commands.expected import load_expected
from services.employers.commands.fact_fields import fact_fields
from services.employers.domain.placement import EndedBy, Ending, Placement
from services.employers.store import opportunities, placements
from shared.contracts.placement import PlacementEndedEarly
from shared.unit_of_work import UnitOfWork


async def end_early(
    work: UnitOfWork,
    placement_id: UUID,
    *,
    expected_version: int,
    ended_on: date | None,
    by: EndedBy,
    reason: str,
) -> Placement:
    """Note by whom and why a placement ended, and give back a place that was never begun.

    Raises NotFound, PreconditionFailed, MoveNotPossible, DatesOutOfOrder, FutureDate, ChangedMeanwhile."""
    placement = await load_expected(work, placement_id, expected_version)
    day = day_or_today(work, ended_on, field="ended_on")
    ended = placement.end_early(Ending(day, by, reason), by=work.caller.organisation)
    await placements.save(work, ended, on=day)
    if not ended.holds_place:
        opportunity = await opportunities.lock(work, ended.opportunity_id)
        await opportunities.save(work, opportunity.free_place())
    work.announce(PlacementEndedEarly(**fact_fields(work, ended, day), ended_on=day, ended_by=by.value))
    return ended
