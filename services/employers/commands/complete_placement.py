"""Completes a placement that ran to its end."""

from datetime import date
from uuid import UUID

from services.employers.commands.event_dates import day_or_today
from services.employers.commands.expected import load_expected
from services.employers.commands.fact_fields import fact_fields
from services.employers.domain.placement import Placement
from services.employers.store import placements
from shared.contracts.placement import PlacementCompleted
from shared.unit_of_work import UnitOfWork


async def complete(
    work: UnitOfWork,
    placement_id: UUID,
    *,
    expected_version: int,
    completed_on: date | None,
    hours: float | None,
) -> Placement:
    """Note that a placement ran to its end.

    Raises NotFound, PreconditionFailed, MoveNotPossible, DatesOutOfOrder, FutureDate, ChangedMeanwhile."""
    placement = await load_expected(work, placement_id, expected_version)
    day = day_or_today(work, completed_on, field="completed_on")
    completed = placement.complete(by=work.caller.organisation, on=day, hours=hours)
    await placements.save(work, completed, on=day)
    work.announce(
        PlacementCompleted(
            **fact_fields(work, completed, day), started_on=completed.started_on, completed_on=day
        )
    )
    return completed
