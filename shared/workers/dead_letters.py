"""Dead letters: keeps received facts that could not be applied, to be looked at, requeued, and applied when
their turn comes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from shared.messaging.envelope import Delivered, Envelope
from shared.messaging.tables import DeadLetterRow
from shared.persistence.bulk import insert_missing

_LIST = """
SELECT event_id, topic, partition, key, aggversion, type, reason, error, attempts, set_aside_at
FROM dead_letter
UNION ALL
SELECT event_id, topic, partition, key, aggversion, type, reason, error, attempts, set_aside_at FROM unsent
ORDER BY set_aside_at, topic, key, aggversion
"""
_GET = """
SELECT event_id, topic, key, aggversion, type, headers, data FROM dead_letter WHERE event_id = $1
UNION ALL
SELECT event_id, topic, key, aggversion, type, headers, data FROM unsent WHERE event_id = $1
"""
# A chance is a fact with no attempts behind it: parked ones, and held ones, never had any.
_REQUEUE = """
WITH received AS (
    UPDATE dead_letter SET attempts = 0 WHERE reason = 'poison' AND ($1::uuid[] IS NULL OR event_id = ANY($1))
    RETURNING event_id
), announced AS (
    UPDATE unsent SET attempts = 0 WHERE reason = 'refused' AND ($1::uuid[] IS NULL OR event_id = ANY($1))
    RETURNING event_id
)
SELECT event_id FROM received UNION ALL SELECT event_id FROM announced
"""
_NEXT_READY = """
SELECT letter.* FROM dead_letter AS letter
LEFT JOIN inbox ON (inbox.topic, inbox.key) = (letter.topic, letter.key)
WHERE letter.partition = ANY($1::int[]) AND letter.topic = ANY($2::text[])
AND letter.attempts = 0 AND letter.aggversion <= coalesce(inbox.version, 0) + 1
ORDER BY letter.topic, letter.key, letter.aggversion LIMIT 1
"""
_REMOVE = "DELETE FROM dead_letter WHERE event_id = $1 RETURNING event_id"
_REMOVE_BEFORE = """
DELETE FROM dead_letter USING unnest($2::uuid[], $3::int[]) AS ended (key, version)
WHERE dead_letter.topic = $1 AND dead_letter.key = ended.key AND aggversion <= ended.version
"""
_FAILED_AGAIN = """
UPDATE dead_letter SET reason = 'poison', error = $2, attempts = $3 WHERE event_id = $1
"""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A fact that was set aside, as it is shown: all but its data."""

    event_id: UUID
    topic: str
    partition: int
    key: UUID
    aggversion: int
    type: str
    reason: str
    error: str
    attempts: int
    set_aside_at: datetime


async def add(
    connection: asyncpg.Connection, delivered: Iterable[Delivered], *, reason: str, error: str, attempts: int
) -> None:
    """Keep events that cannot be applied, with their original bytes. `reason` is "poison", or "parked" for
    one that waits for an earlier one of its key. One that is there already stays as it is."""
    rows = [
        {
            "event_id": envelope.id,
            "topic": envelope.topic,
            "partition": partition,
            "offset": offset,
            "key": envelope.key,
            "aggversion": envelope.aggversion,
            "type": envelope.type,
            "headers": envelope.headers,
            "data": envelope.data,
        }
        for envelope, partition, offset in delivered
    ]
    await insert_missing(connection, DeadLetterRow, rows, reason=reason, error=error, attempts=attempts)


async def list_all(connection: asyncpg.Connection) -> list[DeadLetter]:
    """Return all dead letters, the oldest first: received facts that could not be applied, and announced ones
    that the bus refused."""
    return [DeadLetter(**row) for row in await connection.fetch(_LIST)]


async def get(connection: asyncpg.Connection, event_id: UUID) -> Envelope | None:
    """Return a dead letter as it came; None where there is none of that id."""
    row = await connection.fetchrow(_GET, event_id)
    return None if row is None else _envelope(row)


async def requeue(connection: asyncpg.Connection, event_ids: Sequence[UUID] | None = None) -> list[UUID]:
    """Have poisonous facts tried again by whoever reads their partition, and refused ones by whoever sends
    it, under the same ids, and after each those that wait behind it; all of them when none is named. Returns
    their ids."""
    wanted = None if event_ids is None else list(event_ids)
    return [row["event_id"] for row in await connection.fetch(_REQUEUE, wanted)]


async def next_ready(
    connection: asyncpg.Connection, partitions: Sequence[int], topics: Sequence[str]
) -> Delivered | None:
    """Return a dead letter that may be applied now, because every earlier fact of its key has been."""
    row = await connection.fetchrow(_NEXT_READY, partitions, topics)
    return None if row is None else _delivered(row)


async def remove(connection: asyncpg.Connection, event_id: UUID) -> bool:
    """Delete a dead letter, in the transaction that applies it. Returns whether it was still there."""
    return await connection.fetchval(_REMOVE, event_id) is not None


async def remove_before(connection: asyncpg.Connection, topic: str, ended: Sequence[Envelope]) -> None:
    """Delete the dead letters of keys that ended: they are never applied."""
    keys, versions = [each.key for each in ended], [each.aggversion for each in ended]
    await connection.execute(_REMOVE_BEFORE, topic, keys, versions)


async def failed_again(connection: asyncpg.Connection, event_id: UUID, error: str, attempts: int) -> None:
    """Mark a dead letter as poisonous, after as many attempts since it was requeued."""
    await connection.execute(_FAILED_AGAIN, event_id, error, attempts)


def _envelope(row: Any) -> Envelope:
    names = ("topic", "key", "aggversion", "type", "headers", "data")
    return Envelope(id=row["event_id"], **{name: row[name] for name in names})


def _delivered(row: Any) -> Delivered:
    return Delivered(_envelope(row), partition=row["partition"], offset=row["offset"])
