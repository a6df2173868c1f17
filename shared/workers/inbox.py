"""The inbox: remembers what a service has received, a row per key, so that a second delivery is harmless and
a missing fact is visible."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

import asyncpg

from shared.messaging.envelope import Delivered
from shared.messaging.tables import InboxRow
from shared.persistence.bulk import upsert_many

_OFFSETS = "SELECT partition, next_offset FROM consumer_offset WHERE topic = $1"
_SAVE_OFFSETS = """
INSERT INTO consumer_offset (topic, partition, next_offset)
SELECT $1, * FROM unnest($2::int[], $3::bigint[])
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset
-- a reader that lost its partition while it was held up must not send its successor back
WHERE consumer_offset.next_offset < excluded.next_offset
"""
# A reader that was held up and its successor read the same; whoever comes second waits here, and then finds
# the versions moved on.
_HOLD = """
INSERT INTO consumer_offset (topic, partition, next_offset) SELECT $1, *, 0 FROM unnest($2::int[])
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = consumer_offset.next_offset
"""
_VERSIONS = "SELECT key, version FROM inbox WHERE topic = $1 AND key = ANY($2::uuid[])"
_UNKNOWN = """
SELECT key FROM unnest($2::uuid[]) AS wanted (key)
WHERE NOT EXISTS (SELECT FROM inbox WHERE inbox.topic = $1 AND inbox.key = wanted.key)
"""


async def offsets(connection: asyncpg.Connection, topic: str) -> dict[int, int]:
    """The offset at which reading a topic goes on, per partition. These rows, and no broker's, are the
    truth."""
    return {row["partition"]: row["next_offset"] for row in await connection.fetch(_OFFSETS, topic)}


async def save_offsets(connection: asyncpg.Connection, topic: str, delivered: Iterable[Delivered]) -> None:
    """Note that reading goes on behind these."""
    after = {each.partition: each.offset + 1 for each in delivered}
    await connection.execute(_SAVE_OFFSETS, topic, list(after), list(after.values()))


async def accept(
    connection: asyncpg.Connection,
    topic: str,
    delivered: Sequence[Delivered],
    *,
    ending: Collection[str] = (),
) -> tuple[list[Delivered], list[Delivered]]:
    """Mark what is new as received, and return what to apply, in order, and what to park. A fact is applied
    when it is the next one of its key: an earlier one is a duplicate, a later one waits until the gap is
    filled. One of a type that is `ending` its key does not wait: those before it count no more."""
    await _hold(connection, topic, {each.partition for each in delivered})
    keys = {each.envelope.key for each in delivered}
    received = {row["key"]: row["version"] for row in await connection.fetch(_VERSIONS, topic, list(keys))}
    apply: list[Delivered] = []
    park: list[Delivered] = []
    moved: dict[UUID, int] = {}
    for each in delivered:
        key, version = each.envelope.key, each.envelope.aggversion
        last = moved.get(key) or received.get(key, 0)
        if version == last + 1 or (version > last and each.envelope.type in ending):
            moved[key] = version
            apply.append(each)
        elif version > last + 1:
            park.append(each)
    if moved:
        rows = [{"key": key, "version": version} for key, version in moved.items()]
        await upsert_many(connection, InboxRow, rows, topic=topic)
    return apply, park


async def unknown_keys(connection: asyncpg.Connection, topic: str, keys: Collection[UUID]) -> set[UUID]:
    """Return those of `keys` of which no fact of this topic has been applied."""
    return {row["key"] for row in await connection.fetch(_UNKNOWN, topic, list(keys))}


async def accept_redelivered(connection: asyncpg.Connection, each: Delivered) -> bool:
    """Mark one that was set aside as received. Returns whether it is to be applied: it may have been already,
    or a fact before it may be missing. One that ends its key is never set aside behind another."""
    apply, _ = await accept(connection, each.envelope.topic, [each])
    return bool(apply)


async def _hold(connection: asyncpg.Connection, topic: str, partitions: Iterable[int]) -> None:
    """Keep everybody else from taking in facts of these partitions until this transaction has ended."""
    await connection.execute(_HOLD, topic, sorted(partitions))
