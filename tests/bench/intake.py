"""Events per second, from `POST /v1/events` at the gateway to applied in outcomes."""

import asyncio
from time import perf_counter
from typing import Any
from uuid import UUID

import aiohttp
import orjson

from deploy.demonstration.programme import demonstration
from services.outcomes.reactions import reactions
from tests.eventually import eventually
from tests.platform import Platform

BATCH = 500
MEDIA_TYPE = "application/cloudevents-batch+json"


async def events_per_second(platform: Platform) -> tuple[int, float, float]:
    """The demonstration's events, each provider's in order and all seven at once: how many, how many a
    second until all are answered, and until all are applied."""
    prepared = [(provider, _batches(events)) for provider, events in told()]
    total = sum(len(events) for _, events in told())
    async with aiohttp.ClientSession(platform.url) as session:
        started = perf_counter()
        accepted = sum(await asyncio.gather(*(_post(session, platform, *each) for each in prepared)))
        answered = perf_counter() - started
        await eventually(lambda: _all_applied(platform), within=120)
        applied = perf_counter() - started
    assert accepted == total, f"{total - accepted} events were not accepted"
    return total, total / answered, total / applied


def told() -> list[tuple[UUID, list[dict[str, Any]]]]:
    """What each provider posts, in its order."""
    return [
        (UUID(str(system.provider)), [_self_contained(event) for event in system.events])
        for system in demonstration().systems
    ]


def _batches(events: list[dict[str, Any]]) -> list[bytes]:
    return [orjson.dumps(events[at : at + BATCH]) for at in range(0, len(events), BATCH)]


def _self_contained(event: dict[str, Any]) -> dict[str, Any]:
    """People who came by a referral are registered with a name of their own here: this measures intake, and
    no referral was sent."""
    if "referral" not in event["data"]:
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


async def _all_applied(platform: Platform) -> bool:
    """Whether outcomes has read its topics to the end, and nothing waits in the outbox of participants."""
    return await _waiting(platform) == 0


async def _waiting(platform: Platform) -> int:
    outbox = await platform.query("participants", "SELECT count(*) FROM outbox")
    heads = await platform.query(
        "bus", "SELECT coalesce(sum(next_offset), 0) FROM log_head WHERE topic = ANY($1)", reactions.topics
    )
    read = await platform.query(
        "outcomes",
        "SELECT coalesce(sum(next_offset), 0) FROM consumer_offset WHERE topic = ANY($1)",
        reactions.topics,
    )
    return int(outbox + heads - read)
