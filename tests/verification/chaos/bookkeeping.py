"""Checks in the tables of the event path that every fact was carried once and in order."""

import asyncpg

from deploy.topology import BUS, SERVICES
from services.employers.reactions import reactions as employers
from services.outcomes.reactions import reactions as outcomes
from services.participants.reactions import reactions as participants
from services.referrals.reactions import reactions as referrals
from tests.platform import Platform

CONSUMED = {
    "referrals": referrals.topics,
    "participants": participants.topics,
    "outcomes": outcomes.topics,
    "employers": employers.topics,
}

_LEFT_OVER = {
    "outbox": "SELECT count(*) FROM outbox",
    "dead letters": "SELECT count(*) FROM dead_letter",
}
_OUT_OF_STEP = """
SELECT count(*) FROM (
    SELECT aggversion, row_number() OVER (PARTITION BY topic, key ORDER BY "offset") AS place FROM log
) AS numbered WHERE aggversion <> place
"""
_NOT_DENSE = """
SELECT count(*) FROM (
    SELECT topic, partition, count(*) AS facts, min("offset") AS first, max("offset") + 1 AS next FROM log
    GROUP BY topic, partition
) AS kept FULL JOIN log_head USING (topic, partition)
WHERE (first, next, facts) IS DISTINCT FROM (0, next_offset, next_offset)
"""
_PLACES = "SELECT topic, partition, next_offset FROM {} WHERE topic = ANY($1)"
_FAULTS = ("request.fault", "worker.failed", "consumer.dead-letter", "consumer.gap", "consumer.batch-failed")

Place = tuple[str, int, int]


async def heads(platform: Platform) -> set[Place]:
    """How far the log of every topic goes."""
    return await _places(
        platform, BUS, "log_head", [topic for topics in CONSUMED.values() for topic in topics]
    )


async def quiet(platform: Platform) -> set[Place] | None:
    """How far the log goes where everything announced is in it and everybody has read it to its end; None
    while that is still to come."""
    before = await heads(platform)
    for service, topics in CONSUMED.items():
        read = await _places(platform, service, "consumer_offset", topics)
        if read != {place for place in before if place[0] in topics}:
            return None
        if await platform.query(service, _LEFT_OVER["outbox"]):
            return None
    return before if before == await heads(platform) else None


async def mistakes(platform: Platform) -> dict[str, int]:
    """What is not as it should be once everything is quiet, by what it is."""
    found = {
        "facts out of step with their key's version": await platform.query(BUS, _OUT_OF_STEP),
        "partitions with a gap": await platform.query(BUS, _NOT_DENSE),
        "outcomes: facts still waiting": await platform.query("outcomes", "SELECT count(*) FROM waiting"),
    }
    for service in SERVICES:
        for what, statement in _LEFT_OVER.items():
            found[f"{service}: {what}"] = await platform.query(service, statement)
        sent = await platform.query(
            BUS, "SELECT count(*) FROM log WHERE topic = ANY($1::text[])", CONSUMED[service]
        )
        taken = await platform.query(service, "SELECT coalesce(sum(version), 0)::bigint FROM inbox")
        found[f"{service}: facts on the bus less facts taken in"] = sent - taken
        announced = await platform.query(service, "SELECT coalesce(sum(version), 0)::bigint FROM announced")
        on_bus = await platform.query(
            BUS,
            "SELECT count(*) FROM log WHERE convert_from(headers, 'UTF8')::jsonb ->> 'source' = $1",
            f"urn:dolen:{service}",
        )
        found[f"{service}: facts announced less facts on the bus"] = announced - on_bus
    return {what: number for what, number in found.items() if number}


def complaints(platform: Platform) -> list[str]:
    """What processes said that none should have to: a fault is neither a refusal nor a lost connection."""
    said = (platform.run_config.log / "dolen.log").read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in said if any(f'"{event}"' in line for event in _FAULTS)]


async def _places(platform: Platform, database: str, table: str, topics: list[str]) -> set[Place]:
    connection = await asyncpg.connect(platform.server(database))
    try:
        return {tuple(row) for row in await connection.fetch(_PLACES.format(table), topics)}
    finally:
        await connection.close()
