"""Lists the entries of one service's audit about a person: the newest first, a page at a time, in one order
with those of the other services."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

_ABOUT = "(participant = $1 OR referral = ANY($2::uuid[]))"
_BEHIND_GLASS = (
    "purpose LIKE 'break-glass:%' AND ($1::uuid IS NULL OR participant = $1) AND $2::uuid[] = '{}'"
)
_PAGE = """
SELECT seq, read_at, organisation, role, client, user_id, permission, purpose, route, correlation_id,
       provider, participant, referral, fields, things, outcome
FROM reading
WHERE {which}
  AND ($3::timestamptz IS NULL OR read_at >= $3) AND ($4::timestamptz IS NULL OR read_at < $4)
  AND ($5::timestamptz IS NULL OR (read_at, $6::text, seq) < ($5, $7::text, $8::bigint))
ORDER BY read_at DESC, seq DESC LIMIT $9
"""


class Position(NamedTuple):
    """The place of an entry among those of all services."""

    read_at: datetime
    service: str
    seq: int


class Wanted(NamedTuple):
    """Which entries are asked for: those about the person, as a participant or as who was referred, from an
    instant on and before another; or those of people read behind broken glass, of one or of all."""

    participant: UUID | None
    referrals: Collection[UUID]
    since: datetime | None = None
    until: datetime | None = None
    is_behind_glass: bool = False


async def page(
    connection: asyncpg.Connection, service: str, wanted: Wanted, *, after: Position | None, limit: int
) -> list[dict[str, Any]]:
    """List up to `limit` entries that the caller may see and that come after a place, the newest first."""
    start = after or (None, "", 0)
    rows = await connection.fetch(
        _PAGE.format(which=_BEHIND_GLASS if wanted.is_behind_glass else _ABOUT),
        wanted.participant,
        list(wanted.referrals),
        wanted.since,
        wanted.until,
        start[0],
        service,
        *start[1:],
        limit,
    )
    return [{"service": service, **row} for row in rows]
