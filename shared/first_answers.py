"""Freezes figures by their first answer: what a board was told of a lot stands, for every board and
after every restart, until a publication takes its place (docs/decisions, 0038)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import asyncpg
import orjson

from shared.unit_of_work import UnitOfWork

Answer = Mapping[str, Any]
"""Figures as they are shown, that is protected: names, and values that JSON has. A figure that is added to an
answer later needs a default, because answers that were given before lack it."""
Count = Callable[[Sequence[str]], Awaitable[Mapping[str, Answer]]]
"""Counts for some lots, and protects what it counted."""

_FIND: Final = """
SELECT lot, answer::text FROM first_answer WHERE question = $1 AND arguments = $2 AND lot = ANY($3::text[])
"""
_ADD: Final = """
INSERT INTO first_answer (question, arguments, lot, answer, answered_at)
SELECT $1, $2, lot, answer::jsonb, $5 FROM unnest($3::text[], $4::text[]) AS new (lot, answer)
"""
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('first_answer'), 0)"


async def answer_once(
    work: UnitOfWork, question: str, arguments: str, lots: Sequence[str], count: Count
) -> Mapping[str, Answer]:
    """Answer a question about each lot as it was answered first, and count for lots it was never asked of.

    `arguments` are all that the answer depends on beside the lot: never who asks."""
    connection = await work.connection()
    known = await _find(connection, question, arguments, lots)
    if len(known) == len(lots):
        return known
    # Who comes second waits for the first to commit and finds its answer. One lock for all questions: two
    # requests that ask the same ones in another order never wait for each other.
    await connection.execute(_LOCK)
    known = await _find(connection, question, arguments, lots)
    if new := [lot for lot in lots if lot not in known]:
        await _add(connection, question, arguments, await count(new), work.now)
        known = await _find(connection, question, arguments, lots)
    return known


async def _find(
    connection: asyncpg.Connection, question: str, arguments: str, lots: Sequence[str]
) -> dict[str, Answer]:
    rows = await connection.fetch(_FIND, question, arguments, lots)
    return {lot: orjson.loads(answer) for lot, answer in rows}


async def _add(
    connection: asyncpg.Connection, question: str, arguments: str, told: Mapping[str, Answer], at: datetime
) -> None:
    documents = [orjson.dumps(answer).decode() for answer in told.values()]
    await connection.execute(_ADD, question, arguments, list(told), documents, at)
