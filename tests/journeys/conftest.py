"""Clients of the whole platform's front door, and the platform over either bus with the demonstration
programme."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from time import monotonic

import httpx
import pytest

from deploy.demo.programme import demonstration as the_demonstration
from tests.eventually import eventually
from tests.journeys.one_person import Travelled, travel
from tests.journeys.outage import Seen, total_outage
from tests.journeys.people_to_read import World, people_to_read
from tests.patience import patient
from tests.platform import Platform, a_platform
from tests.workers import HALVED, TAKEN_OVER_WITHIN, WHOLE, second_workers, shares

QUARTER, MIDDLE = 30_000, 60_000
"""So many facts of the participants' are announced when that much of the demonstration is posted."""


@pytest.fixture
async def door(platform: Platform) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway."""
    async with httpx.AsyncClient(base_url=platform.url, timeout=patient(15)) as client:
        yield client


@pytest.fixture(scope="session")
async def travelled(platform: Platform) -> AsyncIterator[Travelled]:
    """One person's whole way."""
    async for each in travel(platform):
        yield each


@pytest.fixture(scope="session")
async def world(travelled: Travelled) -> AsyncIterator[World]:
    """People to be read in every service."""
    async for each in people_to_read(travelled):
        yield each


@dataclass(frozen=True)
class OverKafka:
    platform: Platform
    taken_over_after: float
    """Seconds from the death of the second workers until the first ones had every partition."""
    outage: Seen


@pytest.fixture(scope="package")
async def over_kafka() -> AsyncIterator[OverKafka]:
    """The whole platform over Kafka. While the demonstration is posted, a second worker of every service is
    killed, and all brokers are away for a while."""
    plans = the_demonstration()
    with a_platform(bus="kafka") as platform:
        await platform.ready(within=180)
        announced = partial(platform.query, "participants", "SELECT coalesce(sum(version), 0) FROM announced")
        with second_workers(platform) as seconds:
            await eventually(lambda: shares(platform), until=HALVED.__eq__, within=90)
            with platform.posting() as poster:
                await eventually(announced, until=QUARTER.__le__, within=150)
                for worker in seconds:
                    worker.kill()
                killed = monotonic()
                await eventually(lambda: shares(platform), until=WHOLE.__eq__, within=TAKEN_OVER_WITHIN)
                taken_over = monotonic() - killed
                await eventually(announced, until=MIDDLE.__le__, within=150)
                assert poster.poll() is None
                outage = await total_outage(platform, plans)
                await platform.demonstrated(poster)
        print(f"taken over after {taken_over:.1f} s; {outage}")
        yield OverKafka(platform, taken_over, outage)


@pytest.fixture(params=["postgres", "kafka"])
def demonstrated(request: pytest.FixtureRequest) -> Platform:
    """The platform with the demonstration, over either bus."""
    if request.param == "postgres":
        there: Platform = request.getfixturevalue("demonstration")
        return there
    over: OverKafka = request.getfixturevalue("over_kafka")
    return over.platform
