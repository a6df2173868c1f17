"""Starts a placement: the person's first day there."""

from datetime import date
from uuid import UUID

from services.employers.commands.event_dates import day_or_today
from services.employers.commands.expected import load_expected
from services.employers.commands.fact_fields import fact_fields
from services.employers.domain.placement import Placement
from services.employers.store import placements
from shared.contracts.placement import PlacementStarted
from shared.unit_of_work import UnitOfWork


async def start(
    work: UnitOfWork, placement_id: UUID, *, expected_version: int, started_on: date | None
) -> Placement:
    """Begin a placement.

    Raises NotFound, PreconditionFailed, MoveNotPossible, DatesOutOfOrder, FutureDate, ChangedMeanwhile."""
    placement = await load_expected(work, placement_id, expected_version)
    day = day_or_today(work, started_on, field="started_on")
    started = placement.start(by=work.caller.organisation, on=day)
    await placements.save(work, started, on=day)
    work.announce(PlacementStarted(**fact_fields(work, started, day), started_on=day))
    return started
