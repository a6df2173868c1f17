"""Finds the facts about a person that are under way in one service: not sent yet, refused by the bus, or set
aside when they came."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

# these tables are all but empty, and what they hold names its people in its data alone
_FIND: Final = """
SELECT place, type, data FROM (
    SELECT 'to be sent' AS place, event_id, type, data FROM outbox
    UNION ALL SELECT 'not taken by the bus', event_id, type, data FROM unsent
    UNION ALL SELECT 'set aside', event_id, type, data FROM dead_letter
) AS fact
WHERE EXISTS (SELECT FROM unnest($1::bytea[]) AS id WHERE position(id IN data) > 0) ORDER BY event_id
"""


async def facts_on_their_way(connection: asyncpg.Connection, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Return the facts that name any of these ids, with where they are, as JSON has them."""
    rows = await connection.fetch(_FIND, [str(id).encode() for id in ids])
    return [{"place": row["place"], "type": row["type"], "data": orjson.loads(row["data"])} for row in rows]
