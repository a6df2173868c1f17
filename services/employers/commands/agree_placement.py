"""Notes that the participant, and then the employer, agreed to a placement."""

from datetime import date
from uuid import UUID

from services.employers.commands.event_dates import day_or_today
from services.employers.commands.expected import load_expected
from services.employers.domain.placement import Party, Placement
from services.employers.store import placements
from shared.unit_of_work import UnitOfWork


async def agree(
    work: UnitOfWork, placement_id: UUID, *, expected_version: int, party: Party, agreed_on: date | None
) -> Placement:
    """Note an agreement; it is announced with what comes of it.

    Raises NotFound, PreconditionFailed, MoveNotPossible, DatesOutOfOrder, FutureDate, ChangedMeanwhile."""
    placement = await load_expected(work, placement_id, expected_version)
    day = day_or_today(work, agreed_on, field="agreed_on")
    agreed = placement.agree(party, by=work.caller.organisation, on=day)
    await placements.save(work, agreed, on=day)
    return agreed
