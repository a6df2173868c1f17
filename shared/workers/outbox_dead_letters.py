"""Dead letters of the outbox (table `unsent`): keeps facts that the bus will never take, and the later ones
of their keys, which wait behind them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

_SET_ASIDE = """
WITH moved AS (
    DELETE FROM outbox USING unnest($1::bigint[], $2::text[]) AS why (number, error) WHERE seq = number
    RETURNING outbox.*, why.error
)
INSERT INTO unsent
    (seq, event_id, topic, key, partition, aggversion, type, headers, data, error, reason, attempts)
SELECT seq, event_id, topic, key, partition, aggversion, type, headers, data, error, $3, $4 FROM moved
"""
# A chance is a fact with no attempts behind it: held ones never had any.
_NEXT_READY = """
SELECT seq, event_id, type, topic, key, aggversion, headers, data FROM unsent
WHERE partition = ANY($1::int[]) AND NOT EXISTS (
    SELECT FROM unsent AS refused
    WHERE (refused.topic, refused.key) = (unsent.topic, unsent.key) AND refused.attempts > 0
) ORDER BY seq LIMIT $2
"""
_SENT = "DELETE FROM unsent WHERE seq = ANY($1::bigint[])"
_DROP = "DELETE FROM unsent WHERE key = ANY($1::uuid[])"
_REFUSED_AGAIN = """
UPDATE unsent SET reason = 'refused', error = why.error, attempts = attempts + 1
FROM unnest($1::bigint[], $2::text[]) AS why (seq, error) WHERE unsent.seq = why.seq
"""


async def hold(connection: asyncpg.Connection, rows: Sequence[int]) -> None:
    """Move rows out of the outbox whose key has to wait. `rows` are their numbers."""
    await connection.execute(_SET_ASIDE, rows, ["behind another"] * len(rows), "held", 0)


async def refuse(connection: asyncpg.Connection, rows: Mapping[int, str]) -> None:
    """Move rows out of the outbox that the bus will not take. `rows` has the reason by number."""
    await connection.execute(_SET_ASIDE, list(rows), list(rows.values()), "refused", 1)


async def next_ready(connection: asyncpg.Connection, partitions: Sequence[int], *, limit: int) -> list[Any]:
    """Return rows that may be sent now, in order: the first of their key was requeued, or has been sent. The
    columns after `seq` stand as in an Envelope."""
    ready: list[Any] = await connection.fetch(_NEXT_READY, partitions, limit)
    return ready


async def sent(connection: asyncpg.Connection, rows: Sequence[int]) -> None:
    """Delete rows that are on the bus."""
    await connection.execute(_SENT, rows)


async def drop(connection: asyncpg.Connection, keys: Collection[UUID]) -> None:
    """Delete what was never sent about keys that end: the fact that ends them would wait behind it."""
    await connection.execute(_DROP, list(keys))


async def refused_again(connection: asyncpg.Connection, rows: Mapping[int, str]) -> None:
    """Mark requeued rows as refused once more. `rows` has the reason by number."""
    await connection.execute(_REFUSED_AGAIN, list(rows), list(rows.values()))
