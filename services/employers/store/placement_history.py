"""Records every move of a placement."""

from datetime import date

from services.employers.domain.placement import Placement
from services.employers.tables import HistoryRow
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork


async def record(work: UnitOfWork, placement: Placement, *, on: date) -> None:
    """Record the status that a placement moved to on a day."""
    row = {
        "placement_id": placement.id,
        "version": placement.version,
        "provider": placement.provider,
        "status": placement.status,
        "happened_on": on,
        "by": work.caller.subject,
        "recorded_at": work.now,
    }
    await insert_many(await work.connection(), HistoryRow, [row])
