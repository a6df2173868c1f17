"""What has already been received: the rows that make a second delivery harmless and a missing fact
visible."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import asyncpg

from shared.events.envelope import Delivered

_OFFSETS = "SELECT partition, next_offset FROM consumer_offset WHERE topic = $1"
_SAVE_OFFSETS = """
INSERT INTO consumer_offset (topic, partition, next_offset)
SELECT $1, * FROM unnest($2::int[], $3::bigint[])
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset
-- a reader that lost its partition while it was held up must not send its successor back
WHERE consumer_offset.next_offset < excluded.next_offset
"""
_TAKE = """
INSERT INTO inbox (event_id) SELECT * FROM unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING event_id
"""
_SEEN = "SELECT key, version FROM seen WHERE topic = $1 AND key = ANY($2::uuid[])"
_SAVE_SEEN = """
INSERT INTO seen (topic, key, version) SELECT $1, * FROM unnest($2::uuid[], $3::int[])
ON CONFLICT (topic, key) DO UPDATE SET version = excluded.version
"""
_SET_ASIDE = """
INSERT INTO dead_letter (event_id, topic, partition, "offset", key, aggversion, type, headers, data, reason,
                         error, attempts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (event_id) DO NOTHING
"""


async def offsets(connection: asyncpg.Connection, topic: str) -> dict[int, int]:
    """Where reading a topic goes on, per partition; this row, and no broker's, is the truth."""
    return {row["partition"]: row["next_offset"] for row in await connection.fetch(_OFFSETS, topic)}


async def save_offsets(connection: asyncpg.Connection, topic: str, delivered: Iterable[Delivered]) -> None:
    after = {each.partition: each.offset + 1 for each in delivered}
    await connection.execute(_SAVE_OFFSETS, topic, list(after), list(after.values()))


async def take(
    connection: asyncpg.Connection, topic: str, delivered: Sequence[Delivered]
) -> tuple[list[Delivered], list[Delivered]]:
    """Mark what is new as received; what to apply, in order, and what to park. A fact is applied when it is
    the next one of its key: an earlier one is a duplicate, a later one waits until the gap is filled."""
    fresh: set[UUID] = {
        row["event_id"] for row in await connection.fetch(_TAKE, [each.envelope.id for each in delivered])
    }
    new = [each for each in delivered if each.envelope.id in fresh]
    keys = {each.envelope.key for each in new}
    seen = {row["key"]: row["version"] for row in await connection.fetch(_SEEN, topic, list(keys))}
    apply: list[Delivered] = []
    park: list[Delivered] = []
    moved: dict[UUID, int] = {}
    for each in new:
        key, version = each.envelope.key, each.envelope.aggversion
        last = moved.get(key, seen.get(key, 0))
        if version == last + 1:
            moved[key] = version
            apply.append(each)
        elif version > last + 1:
            park.append(each)
    if moved:
        await connection.execute(_SAVE_SEEN, topic, list(moved), list(moved.values()))
    return apply, park


async def in_turn(connection: asyncpg.Connection, each: Delivered) -> bool:
    """Mark one that was set aside as received; whether it is to be applied, and not applied already."""
    envelope = each.envelope
    await connection.fetch(_TAKE, [envelope.id])
    seen = await connection.fetch(_SEEN, envelope.topic, [envelope.key])
    if envelope.aggversion != (seen[0]["version"] if seen else 0) + 1:
        return False
    await connection.execute(_SAVE_SEEN, envelope.topic, [envelope.key], [envelope.aggversion])
    return True


async def set_aside(
    connection: asyncpg.Connection, each: Delivered, *, reason: str, error: str, attempts: int
) -> None:
    """Keep an event that cannot be applied, with its original bytes, so that it can be looked at and
    redriven."""
    envelope = each.envelope
    await connection.execute(
        _SET_ASIDE,
        envelope.id,
        envelope.topic,
        each.partition,
        each.offset,
        envelope.key,
        envelope.aggversion,
        envelope.type,
        envelope.headers,
        envelope.data,
        reason,
        error,
        attempts,
    )
