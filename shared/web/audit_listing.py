"""Answers who read about a person out of one service's audit: the internal route of every service, for
whoever may read the audit, whose own token it is asked with. Reading the audit is written in it."""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from shared.audit import listing
from shared.audit.listing import Position, Wanted
from shared.audit.readings import Shown
from shared.auth import Caller, Permitted
from shared.contracts.reading import FieldClass
from shared.contracts.role_policy import Permission, Purpose
from shared.refusal import Refusal
from shared.service_context import ServiceContextDep, UnitOfWorkDep
from shared.unit_of_work import UnitOfWork
from shared.web.field_types import Timestamp
from shared.web.pagination import LARGEST_PAGE, CursorUnknown, EmptyAsNone

MayReadAudit = Annotated[Caller, Permitted(Permission.READ_AUDIT, purpose=Purpose.AUDIT).depends]

Since = Annotated[Timestamp | None, Query(alias="from", description="From this instant on.")]
Until = Annotated[Timestamp | None, Query(alias="to", description="Before this instant.")]
Cursor = Annotated[
    str | None, Query(max_length=200, description="The `next` of the page before."), EmptyAsNone
]

ROUTE: Final = "/internal/audit"
internal = APIRouter(include_in_schema=False)


class NobodyNamed(Refusal):
    code = "nobody-named"
    status = 422
    title = "The audit is read person by person: name a `participant` or a `referral`."


class ReadingOut(BaseModel):
    """Somebody was shown something about a person. `client` is the system that asked, `user_id` who had
    signed in to it; `things` are the ids of records, claims and placements."""

    service: str
    seq: int
    read_at: datetime
    organisation: UUID
    role: str
    client: str
    user_id: str | None
    permission: str
    purpose: str
    route: str
    correlation_id: str | None
    provider: UUID
    participant: UUID | None
    referral: UUID | None
    fields: list[str]
    things: list[UUID]
    outcome: str

    @property
    def position(self) -> Position:
        return Position(self.read_at, self.service, self.seq)


class ReadingsOut(BaseModel):
    items: Sequence[ReadingOut]


async def entries(
    work: UnitOfWork, service: str, wanted: Wanted, *, after: Position | None, limit: int
) -> list[ReadingOut]:
    """List what the caller may see of a service's audit; that it was read is noted."""
    connection = await work.connection()
    found = await listing.page(connection, service, wanted, after=after, limit=limit)
    work.readings.note([FieldClass.READINGS], {_about(each) for each in found})
    return [ReadingOut(**each) for each in found]


@internal.get(ROUTE)
async def list_own(
    work: UnitOfWorkDep,
    context: ServiceContextDep,
    caller: MayReadAudit,
    participant: Annotated[UUID | None, Query()] = None,
    referral: Annotated[list[UUID], Query()] = [],  # noqa: B006  (FastAPI copies it)
    since: Since = None,
    until: Until = None,
    after: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE + 1)] = LARGEST_PAGE,
) -> ReadingsOut:
    """The entries of this service about one person."""
    wanted = Wanted(participant, referral, since, until)
    start = decode_position(after)
    return ReadingsOut(items=await entries(work, context.service, wanted, after=start, limit=limit))


def encode_position(entry: ReadingOut) -> str:
    """Write the place of an entry as an opaque cursor."""
    text = f"{entry.read_at.astimezone(UTC).isoformat()}|{entry.service}|{entry.seq}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_position(after: str | None) -> Position | None:
    """Read the place after which a page begins. Raises CursorUnknown."""
    if after is None:
        return None
    try:
        raw = base64.b64decode(after + "=" * (-len(after) % 4), altchars=b"-_", validate=True)
        read_at, service, number = raw.decode().split("|")
        found = Position(datetime.fromisoformat(read_at), service, int(number))
    except (binascii.Error, ValueError) as error:
        raise CursorUnknown from error
    if found.read_at.tzinfo is None or not 0 <= found.seq < 2**63 or not service.isalpha():
        raise CursorUnknown
    return found


def _about(entry: dict[str, Any]) -> Shown:
    return Shown(entry["provider"], participant=entry["participant"], referral=entry["referral"])
