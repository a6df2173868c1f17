"""Facts that were set aside: how they are looked at, given another chance, and taken up when their turn
comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from shared.messaging.envelope import Delivered, Envelope

_LISTED = """
SELECT event_id, topic, partition, key, aggversion, type, reason, error, attempts, set_aside_at
FROM dead_letter
UNION ALL
SELECT event_id, topic, partition, key, aggversion, type, reason, error, attempts, set_aside_at FROM unsent
ORDER BY set_aside_at, topic, key, aggversion
"""
_FOUND = """
SELECT event_id, topic, key, aggversion, type, headers, data FROM dead_letter WHERE event_id = $1
UNION ALL
SELECT event_id, topic, key, aggversion, type, headers, data FROM unsent WHERE event_id = $1
"""
# A chance is a fact with no attempts behind it: parked ones, and held ones, never had any.
_ANOTHER_CHANCE = """
WITH received AS (
    UPDATE dead_letter SET attempts = 0 WHERE reason = 'poison' AND ($1::uuid[] IS NULL OR event_id = ANY($1))
    RETURNING event_id
), announced AS (
    UPDATE unsent SET attempts = 0 WHERE reason = 'refused' AND ($1::uuid[] IS NULL OR event_id = ANY($1))
    RETURNING event_id
)
SELECT event_id FROM received UNION ALL SELECT event_id FROM announced
"""
_NEXT = """
SELECT letter.* FROM dead_letter AS letter
LEFT JOIN inbox ON (inbox.topic, inbox.key) = (letter.topic, letter.key)
WHERE letter.partition = ANY($1::int[]) AND letter.topic = ANY($2::text[])
AND letter.attempts = 0 AND letter.aggversion <= coalesce(inbox.version, 0) + 1
ORDER BY letter.topic, letter.key, letter.aggversion LIMIT 1
"""
_TAKE_UP = "DELETE FROM dead_letter WHERE event_id = $1 RETURNING event_id"
_FAILED_AGAIN = """
UPDATE dead_letter SET reason = 'poison', error = $2, attempts = $3 WHERE event_id = $1
"""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What is told of a fact that was set aside: all but its data."""

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


async def list_all(connection: asyncpg.Connection) -> list[DeadLetter]:
    """All of them, the oldest first: those received that could not be applied, and those announced that the
    bus would not take."""
    return [DeadLetter(**row) for row in await connection.fetch(_LISTED)]


async def get(connection: asyncpg.Connection, event_id: UUID) -> Envelope | None:
    """One of them as it came."""
    row = await connection.fetchrow(_FOUND, event_id)
    return None if row is None else _envelope(row)


async def requeue(connection: asyncpg.Connection, event_ids: Sequence[UUID] | None = None) -> list[UUID]:
    """Have poisonous facts tried again by whoever reads their partition, and refused ones by whoever sends
    it, under the same ids, and after each those that wait behind it; all of them when none is named. Which
    they are."""
    wanted = None if event_ids is None else list(event_ids)
    return [row["event_id"] for row in await connection.fetch(_ANOTHER_CHANCE, wanted)]


async def next_ready(
    connection: asyncpg.Connection, partitions: Sequence[int], topics: Sequence[str]
) -> Delivered | None:
    """One that may be applied now: every fact of its key before it has been."""
    row = await connection.fetchrow(_NEXT, partitions, topics)
    return None if row is None else _delivered(row)


async def remove(connection: asyncpg.Connection, event_id: UUID) -> bool:
    """Take it out of the dead letters, in the transaction that applies it; whether it was still there."""
    return await connection.fetchval(_TAKE_UP, event_id) is not None


async def failed_again(connection: asyncpg.Connection, event_id: UUID, error: str, attempts: int) -> None:
    await connection.execute(_FAILED_AGAIN, event_id, error, attempts)


def _envelope(row: Any) -> Envelope:
    names = ("topic", "key", "aggversion", "type", "headers", "data")
    return Envelope(id=row["event_id"], **{name: row[name] for name in names})


def _delivered(row: Any) -> Delivered:
    return Delivered(_envelope(row), partition=row["partition"], offset=row["offset"])
