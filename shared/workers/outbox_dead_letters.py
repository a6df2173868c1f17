"""The outbox's own dead letters: facts that the bus will never take, and the later ones of their keys, which
wait behind them."""

from collections.abc import Mapping, Sequence
from typing import Any

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
_IN_TURN = """
SELECT seq, event_id, type, topic, key, aggversion, headers, data FROM unsent
WHERE partition = ANY($1::int[]) AND NOT EXISTS (
    SELECT FROM unsent AS refused
    WHERE (refused.topic, refused.key) = (unsent.topic, unsent.key) AND refused.attempts > 0
) ORDER BY seq LIMIT $2
"""
_SENT = "DELETE FROM unsent WHERE seq = ANY($1::bigint[])"
_REFUSED_AGAIN = """
UPDATE unsent SET reason = 'refused', error = why.error, attempts = attempts + 1
FROM unnest($1::bigint[], $2::text[]) AS why (seq, error) WHERE unsent.seq = why.seq
"""


async def hold(connection: asyncpg.Connection, rows: Sequence[int]) -> None:
    """Take rows out of the outbox whose key has to wait. `rows` are their numbers."""
    await connection.execute(_SET_ASIDE, rows, ["behind another"] * len(rows), "held", 0)


async def refuse(connection: asyncpg.Connection, rows: Mapping[int, str]) -> None:
    """Take rows out of the outbox that the bus will not take; `rows` says of each number why."""
    await connection.execute(_SET_ASIDE, list(rows), list(rows.values()), "refused", 1)


async def in_turn(connection: asyncpg.Connection, partitions: Sequence[int], *, limit: int) -> list[Any]:
    """Rows that may be sent now, in order: somebody gave the first of their key another chance, or it has
    been sent."""
    found: list[Any] = await connection.fetch(_IN_TURN, partitions, limit)
    return found


async def sent(connection: asyncpg.Connection, rows: Sequence[int]) -> None:
    """They are on the bus."""
    await connection.execute(_SENT, rows)


async def refused_again(connection: asyncpg.Connection, rows: Mapping[int, str]) -> None:
    """They had their chance; `rows` says of each number why the bus did not take it."""
    await connection.execute(_REFUSED_AGAIN, list(rows), list(rows.values()))
