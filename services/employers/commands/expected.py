"""Loads a placement in the version that the caller has seen."""

from uuid import UUID

from services.employers.domain.placement import Placement
from services.employers.store import placements
from shared.unit_of_work import UnitOfWork
from shared.web.conditional_requests import require_version


async def load_expected(work: UnitOfWork, placement_id: UUID, version: int) -> Placement:
    """Load a placement that is to be moved. Raises NotFound, PreconditionFailed."""
    placement = await placements.get(work, placement_id)
    require_version(version, placement.version, state=placement.status)
    return placement
