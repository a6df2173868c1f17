"""Records every move of a placement."""

from collections.abc import Mapping
from datetime import date

from services.employers.domain.placement import Placement
from services.employers.tables import HistoryRow
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork


async def record(work: UnitOfWork, moved: Mapping[Placement, date]) -> None:
    """Record the status that each placement moved to, on which day."""
    rows = [
        {
            "placement_id": placement.id,
            "version": placement.version,
            "provider": placement.provider,
            "status": placement.status,
            "happened_on": on,
        }
        for placement, on in moved.items()
    ]
    constants = {"by": work.caller.subject, "recorded_at": work.now}
    await insert_many(await work.connection(), HistoryRow, rows, **constants)
