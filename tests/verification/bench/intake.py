"""Events per second, from `POST /v1/events` at the gateway to applied in outcomes."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from time import perf_counter
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg
import orjson

from deploy.demo.programme import demonstration
from services.outcomes.reactions import reactions
from tests.eventually import eventually
from tests.platform import Platform

BATCH = 1000
"""As many as the door takes at once."""
CONNECTIONS = 2
"""How many a provider's system posts over; what it tells of one person goes over one of them, in order."""
MEDIA_TYPE = "application/cloudevents-batch+json"


async def events_per_second(platform: Platform) -> tuple[int, float, float]:
    """The demonstration's events, each person's in order and all seven providers' at once: how many, how
    many a second until all are answered, and until all are applied."""
    prepared = [(provider, lane) for provider, events in told() for lane in _lanes(events)]
    total = sum(len(events) for _, events in told())
    async with aiohttp.ClientSession(platform.url) as session, _looking_on(platform) as waiting:
        started = perf_counter()
        accepted = sum(await asyncio.gather(*(_post(session, platform, *each) for each in prepared)))
        answered = perf_counter() - started
        await eventually(waiting, until=(0).__eq__, within=120)
        applied = perf_counter() - started
    assert accepted == total, f"{total - accepted} events were not accepted"
    return total, total / answered, total / applied


def told() -> list[tuple[UUID, list[dict[str, Any]]]]:
    """What each provider posts, in its order."""
    return [
        (UUID(str(system.provider)), [_self_contained(event) for event in system.events])
        for system in demonstration().systems
    ]


def _lanes(events: list[dict[str, Any]]) -> list[list[bytes]]:
    """The batches that go over each connection, in their order."""
    lanes: list[list[dict[str, Any]]] = [[] for _ in range(CONNECTIONS)]
    for event in events:
        lanes[zlib.crc32(event["subject"].encode()) % CONNECTIONS].append(event)
    return [[orjson.dumps(lane[at : at + BATCH]) for at in range(0, len(lane), BATCH)] for lane in lanes]


def _self_contained(event: dict[str, Any]) -> dict[str, Any]:
    """People who came by a referral are registered with a name of their own here: this measures intake, and
    no referral was sent. Of a group session the first alone came: the others may be on another connection."""
    if "also_came" in event["data"]:
        return {**event, "data": {name: said for name, said in event["data"].items() if name != "also_came"}}
    if "referral" not in event["data"] or not event["type"].endswith(".registered.v1"):
        return event
    person = {"given_name": "Eira", "family_name": "Prawf", "date_of_birth": "1985-01-01"}
    if event["data"].get("strand") == "16-24":
        person["date_of_birth"] = "1999-01-01"
    rest = {name: value for name, value in event["data"].items() if name != "referral"}
    return {**event, "data": {**rest, "person": person}}


async def _post(
    session: aiohttp.ClientSession, platform: Platform, provider: UUID, batches: list[bytes]
) -> int:
    headers = {**platform.token("provider", provider), "Content-Type": MEDIA_TYPE}
    accepted = 0
    for batch in batches:
        async with session.post("/v1/events", data=batch, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            results = orjson.loads(await answer.read())["results"]
            accepted += sum(result["status"] == "accepted" for result in results)
    return accepted


@asynccontextmanager
async def _looking_on(platform: Platform) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """A look at how many facts are still on their way from participants to outcomes, over connections that
    stay open: a new one for every look would cost as much as the work it looks at."""
    async with AsyncExitStack() as held:

        async def to(database: str) -> asyncpg.Connection:
            connection = await asyncpg.connect(platform.server(database))
            held.push_async_callback(connection.close)
            return connection

        participants, bus, outcomes = await to("participants"), await to("bus"), await to("outcomes")

        async def waiting() -> int:
            unsent = await participants.fetchval("SELECT count(*) FROM outbox")
            heads = await bus.fetchval(
                "SELECT coalesce(sum(next_offset), 0) FROM log_head WHERE topic = ANY($1)", reactions.topics
            )
            read = await outcomes.fetchval(
                "SELECT coalesce(sum(next_offset), 0) FROM consumer_offset WHERE topic = ANY($1)",
                reactions.topics,
            )
            return int(unsent + heads - read)

        yield waiting
