"""From the answer to a registration until it is in the figure, while 200 events a second come in."""

import asyncio
import itertools
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import orjson

from tests.platform import Platform
from tests.services.participants.conftest import a_registration, an_event

RATE = 200
TABLE = "/v1/aggregates/participation-by-lot?programme=oows&as-of=2018-12-31"


async def answer_to_figure(platform: Platform, *, seconds: float) -> tuple[list[float], float]:
    """Seconds from answer to figure, of one registration after another; and the events a second that came
    in besides."""
    async with aiohttp.ClientSession(platform.url) as session:
        background = _Background(session, platform)
        running = asyncio.create_task(background.run())
        started = perf_counter()
        samples = await _sample(session, platform, until=started + seconds)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return samples, background.answered / (perf_counter() - started)


async def _sample(session: aiohttp.ClientSession, platform: Platform, *, until: float) -> list[float]:
    provider = uuid4()
    samples: list[float] = []
    while perf_counter() < until:
        await _post(session, platform, provider, a_registration(f"S-{len(samples)}"))
        answered = perf_counter()
        while await _counted(session, platform, provider) <= len(samples):
            pass
        samples.append(perf_counter() - answered)
    return samples


async def _counted(session: aiohttp.ClientSession, platform: Platform, provider: UUID) -> int:
    async with session.get(TABLE, headers=platform.token("provider", provider)) as answer:
        rows: list[dict[str, Any]] = orjson.loads(await answer.read())["rows"]
    return sum(row["participation_to_date"] for row in rows)


async def _post(
    session: aiohttp.ClientSession, platform: Platform, provider: UUID, event: dict[str, Any]
) -> None:
    headers = {
        **platform.token("provider", provider),
        "Content-Type": "application/cloudevents+json",
    }
    async with session.post("/v1/events", data=orjson.dumps(event), headers=headers) as answer:
        results = orjson.loads(await answer.read())["results"]
        assert results[0]["status"] == "accepted", results


class _Background:
    """Contacts of seven providers' people, one event a request, at an even pace."""

    def __init__(self, session: aiohttp.ClientSession, platform: Platform) -> None:
        self._session, self._platform = session, platform
        self.answered = 0

    async def run(self) -> None:
        providers = [uuid4() for _ in range(7)]
        for provider in providers:
            await _post(self._session, self._platform, provider, a_registration("B"))
        loop = asyncio.get_running_loop()
        begin = loop.time()
        async with asyncio.TaskGroup() as sending:
            for number in itertools.count():
                sending.create_task(self._contact(providers[number % 7]))
                await wait_until(begin + number / RATE)

    async def _contact(self, provider: UUID) -> None:
        event = an_event("contact-recorded", "B", {"kind": "phone"})
        await _post(self._session, self._platform, provider, event)
        self.answered += 1


async def wait_until(moment: float) -> None:
    """Pace the load: this is a measurement and not a test."""
    loop = asyncio.get_running_loop()
    # an event can be set after its waiter was cancelled, which a future cannot
    reached = asyncio.Event()
    timer = loop.call_at(moment, reached.set)
    try:
        await reached.wait()
    finally:
        timer.cancel()
