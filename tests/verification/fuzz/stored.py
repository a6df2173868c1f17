"""What all databases hold, so that two moments can be compared: rows and their content, table by table."""

import asyncpg

from deploy.topology import DATABASES
from tests.eventually import eventually
from tests.platform import Platform

_TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_CONTENT = "SELECT count(*)::text || ' rows ' || md5(coalesce(string_agg(r, '' ORDER BY r), '')) FROM rows"

Holding = dict[str, str]
"""`database.table` → how many rows it has and a digest of them."""


async def holding(platform: Platform) -> Holding:
    """Seen as the superuser, whom row-level security does not bind."""
    found: Holding = {}
    for database in DATABASES:
        connection = await asyncpg.connect(platform.server(database))
        try:
            for row in await connection.fetch(_TABLES):
                content = f"WITH rows AS (SELECT md5(t::text) AS r FROM {row[0]} t) {_CONTENT}"
                found[f"{database}.{row[0]}"] = await connection.fetchval(content)
        finally:
            await connection.close()
    return found


async def at_rest(platform: Platform) -> Holding:
    """What is held once nothing moves any more: every fact has travelled and was taken in."""
    seen: list[Holding] = []

    async def is_still() -> bool:
        seen.append(await holding(platform))
        outboxes = [said for name, said in seen[-1].items() if name.endswith(".outbox")]
        return seen[-5:] == [seen[-1]] * 5 and all(said.startswith("0 rows") for said in outboxes)

    await eventually(is_still, within=60)
    return seen[-1]
