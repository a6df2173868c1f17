"""The route of the audit: who read what about a person, out of all services."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request

from services.participants import queries
from services.participants.clients.peers import ask_all
from shared.audit.listing import Wanted
from shared.service_context import ServiceContextDep, UnitOfWorkDep
from shared.web import audit_listing
from shared.web.audit_listing import (
    Cursor,
    MayReadAudit,
    NobodyNamed,
    ReadingOut,
    ReadingsOut,
    Since,
    Until,
    decode_position,
    encode_position,
)
from shared.web.pagination import PAGE_SIZE, Page, PageSize

router = APIRouter(prefix="/v1", tags=["audit"])

OTHERS: Final = ("referrals", "outcomes", "employers")


@router.get("/audit", response_model=Page[ReadingOut])
async def list_readings(
    request: Request,
    work: UnitOfWorkDep,
    context: ServiceContextDep,
    caller: MayReadAudit,
    participant: Annotated[UUID | None, Query()] = None,
    referral: Annotated[UUID | None, Query()] = None,
    purpose: Annotated[
        Literal["break-glass"] | None,
        Query(description="People read behind broken glass, to be reviewed; nobody has to be named."),
    ] = None,
    since: Since = None,
    until: Until = None,
    after: Cursor = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[ReadingOut]:
    """Who read what about a participant, or a referral, when and why: the newest first. A provider is shown
    what was read of its own people. That you read it is written down."""
    start = decode_position(after)
    if purpose is not None:  # the glass of no other service is broken
        behind_glass = Wanted(participant, [], since, until, is_behind_glass=True)
        found = await audit_listing.entries(work, context.service, behind_glass, after=start, limit=limit + 1)
        return _page(found, limit)
    if participant is None and referral is None:
        raise NobodyNamed
    referrals = [] if referral is None else [referral]
    if participant is not None:
        async with context.begin(caller) as looked_up:  # over before others are asked
            referrals += await queries.referrals_of(looked_up, participant) or []
    wanted = Wanted(participant, referrals, since, until)
    parameters = {"referral": [str(each) for each in referrals], "limit": str(limit + 1)}
    named = {"participant": participant, "from": _written(since), "to": _written(until), "after": after}
    parameters |= {name: str(value) for name, value in named.items() if value is not None}
    answers = await ask_all(context, request, audit_listing.ROUTE, parameters, services=OTHERS)
    theirs = (ReadingsOut.model_validate_json(each).items for each in answers)
    own = await audit_listing.entries(work, context.service, wanted, after=start, limit=limit + 1)
    return _page(sorted(chain(own, *theirs), key=lambda each: each.position, reverse=True), limit)


def _page(found: Sequence[ReadingOut], limit: int) -> Page[ReadingOut]:
    more = encode_position(found[limit - 1]) if len(found) > limit else None
    return Page(items=list(found[:limit]), next=more)


def _written(instant: datetime | None) -> str | None:
    """Write an instant so that no address changes it."""
    return None if instant is None else instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
