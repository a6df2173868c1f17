"""Route of changes: what a provider's system is told, in order."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.participants.changes import changes_after
from services.participants.permissions import MayReadParticipants
from services.participants.schemas.changes import ChangesOut, place_of
from shared.service_context import UnitOfWorkDep
from shared.web.pagination import PAGE_SIZE, EmptyAsNone, PageSize

router = APIRouter(prefix="/v1", tags=["participants"])

After = Annotated[
    str | None,
    Query(max_length=100, description="The `next` of the answer before; from the beginning without."),
    EmptyAsNone,
]


@router.get("/participants/changes")
async def list_changes(
    work: UnitOfWorkDep, caller: MayReadParticipants, after: After = None, limit: PageSize = PAGE_SIZE
) -> ChangesOut:
    """What your system is told about your own people and did not post itself, in order. Ask again with
    `next`, which is always given."""
    start = place_of(after)
    return ChangesOut.of(await changes_after(work, start, limit=limit), start)
