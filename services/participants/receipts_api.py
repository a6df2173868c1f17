"""Routes of receipts: what became of the caller's own events."""

from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Path, Query, Request

from services.participants.permissions import MayPostEvents
from services.participants.receipts import accepted_by_day, receipt
from services.participants.schemas.receipts import DayCountsOut, ReceiptOut
from shared.refusal import NotFound
from shared.service_context import UnitOfWorkDep
from shared.web.field_types import CalendarDate

router = APIRouter(prefix="/v1", tags=["events"])


def _event_name(
    request: Request,
    source: Annotated[str, Path(description="The event's `source`, percent-encoded: `/` is `%2F`.")],
    id: Annotated[str, Path(description="The event's `id`, percent-encoded.")],
) -> tuple[str, str]:
    """Read source and id out of the address before it is decoded: either may hold a slash. Raises
    NotFound."""
    raw = request.scope["raw_path"].decode("ascii").removeprefix("/v1/events/").split("/")
    if len(raw) != 2:
        raise NotFound
    return unquote(raw[0]), unquote(raw[1])


EventName = Annotated[tuple[str, str], Depends(_event_name)]


@router.get("/events/counts", response_model=DayCountsOut)
async def count_events(
    work: UnitOfWorkDep,
    caller: MayPostEvents,
    first: Annotated[CalendarDate, Query(alias="from", description="The first day in Wales.")],
    last: Annotated[CalendarDate, Query(alias="to", description="The last day in Wales, of at most 366.")],
) -> DayCountsOut:
    """How many of your events were accepted, by day and type: those of a day that was none are left out."""
    return DayCountsOut.of(await accepted_by_day(work, first, last))


@router.get("/events/{source:path}/{id:path}", response_model=ReceiptOut)
async def show_receipt(name: EventName, work: UnitOfWorkDep, caller: MayPostEvents) -> ReceiptOut:
    """What one of your events led to. Nothing is found of one that was rejected or never arrived."""
    return ReceiptOut.of(await receipt(work, *name))
