"""Notes how a placement that is over went, as the participant or the employer says."""

from datetime import date
from uuid import UUID

from services.employers.commands.event_dates import day_or_today
from services.employers.commands.expected import load_expected
from services.employers.domain.placement import Party, Placement, Review, Verdict
from services.employers.store import placements
from shared.unit_of_work import UnitOfWork


async def review(
    work: UnitOfWork,
    placement_id: UUID,
    *,
    expected_version: int,
    party: Party,
    verdict: Verdict,
    reviewed_on: date | None,
) -> Placement:
    """Note a review.

    Raises NotFound, PreconditionFailed, MoveNotPossible, AlreadyReviewed, DatesOutOfOrder, FutureDate,
    ChangedMeanwhile."""
    placement = await load_expected(work, placement_id, expected_version)
    day = day_or_today(work, reviewed_on, field="reviewed_on")
    reviewed = placement.review(party, Review(day, verdict), by=work.caller.organisation)
    await placements.save(work, reviewed, on=day)
    return reviewed
