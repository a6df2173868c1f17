"""Every table, asked at the gateway and as bare SQL, at the demonstration's size and at a million
enrolments."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from time import perf_counter
from uuid import uuid4

import aiohttp
import asyncpg

from services.outcomes.figures.published_table import PublishedTable
from services.outcomes.figures.registry import TABLES
from services.outcomes.programmes import all_programmes
from services.outcomes.store import figures, settled_instant
from tests.platform import Platform

AS_OF = date(2019, 1, 31)
TIMES = 7
MILLION = 1_000_000


async def milliseconds(platform: Platform) -> dict[str, tuple[float, float]]:
    """Per table: the median at the gateway, as Welsh Government asks it, and of its SQL alone, without
    row-level security, over one connection."""
    measured = {}
    connection = await asyncpg.connect(platform.server("outcomes"), server_settings={"jit": "off"})
    async with aiohttp.ClientSession(platform.url) as session:
        for name, table in TABLES.items():
            path = f"/v1/aggregates/{name}?programme=oows&as-of={AS_OF}"
            headers = platform.token("wg", uuid4())
            measured[name] = (
                await _median(partial(_get, session, path, headers)),
                await _median(partial(_bare, connection, table)),
            )
    await connection.close()
    return measured


async def _get(session: aiohttp.ClientSession, path: str, headers: dict[str, str]) -> None:
    async with session.get(path, headers=headers) as answer:
        assert answer.status == 200, await answer.text()
        await answer.read()


async def _bare(connection: asyncpg.Connection, table: PublishedTable) -> None:
    async with connection.transaction():
        known_at = await settled_instant.settled(connection)
        for question in table.questions:
            await figures.answer(connection, question, all_programmes()["oows"], AS_OF, known_at)


async def _median(ask: Callable[[], Awaitable[None]]) -> float:
    await ask()
    times = []
    for _ in range(TIMES):
        started = perf_counter()
        await ask()
        times.append(perf_counter() - started)
    return sorted(times)[TIMES // 2] * 1000


async def grow_to_a_million(platform: Platform) -> int:
    """Copy what is there until there are about a million enrolments, with their claims and exit forms: the
    same mix, in bulk, for the bench only. Returns how many there are."""
    connection = await asyncpg.connect(platform.server("outcomes"))
    try:
        there = await connection.fetchval("SELECT count(*) FROM enrolment")
        copies = MILLION // there
        await connection.execute("CREATE TEMP TABLE twin (old uuid, new uuid, n int)")
        await connection.execute(
            "INSERT INTO twin SELECT id, gen_random_uuid(), n FROM enrolment, generate_series(1, $1) AS n",
            copies,
        )
        await connection.execute("CREATE INDEX ON twin (old)")
        await connection.execute("ANALYZE twin")
        for table, key in (("enrolment", "id"), ("soft_outcome", "enrolment_id"), ("claim", "enrolment_id")):
            await connection.execute(await _copying(connection, table, key))
        await connection.execute("VACUUM (ANALYZE) enrolment, soft_outcome, claim")
        counted: int = await connection.fetchval("SELECT count(*) FROM enrolment")
        return counted
    finally:
        await connection.close()


async def _copying(connection: asyncpg.Connection, table: str, key: str) -> str:
    rows = await connection.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped",
        table,
    )
    columns = [row["attname"] for row in rows]
    values = [
        "twin.new" if name == key else "gen_random_uuid()" if name == "id" else f'old."{name}"'
        for name in columns
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} AS old"
        f" JOIN twin ON twin.old = old.{key}"
    )
