"""Clients of the whole platform's front door, and the platform over either bus with the demonstration
programme."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial

import httpx
import pytest

from deploy.demonstration.programme import demonstration as the_demonstration
from tests.eventually import eventually
from tests.journeys.outage import Seen, total_outage
from tests.platform import Platform, a_platform

MIDDLE = 45_000
"""So many facts of the participants' are announced when half of the demonstration is posted."""


@pytest.fixture
async def door(platform: Platform) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway."""
    async with httpx.AsyncClient(base_url=platform.url, timeout=15) as client:
        yield client


@dataclass(frozen=True)
class OverKafka:
    platform: Platform
    outage: Seen


@pytest.fixture(scope="package")
async def over_kafka() -> AsyncIterator[OverKafka]:
    """The whole platform over Kafka, as `make run BUS=kafka` starts it. In the middle of the posting all
    brokers were away for a minute."""
    plans = the_demonstration()
    with a_platform(demonstration=True, bus="kafka") as platform:
        await platform.ready(within=180)
        announced = partial(platform.query, "participants", "SELECT sum(version) FROM announced")
        await eventually(announced, until=lambda facts: (facts or 0) >= MIDDLE, within=300)
        assert not platform.place.posted.exists()
        outage = await total_outage(platform, plans)
        await platform.demonstrated()
        print(outage)
        yield OverKafka(platform, outage)


@pytest.fixture(params=["postgres", "kafka"])
def demonstrated(request: pytest.FixtureRequest) -> Platform:
    """The platform with the demonstration, over either bus."""
    if request.param == "postgres":
        there: Platform = request.getfixturevalue("demonstration")
        return there
    over: OverKafka = request.getfixturevalue("over_kafka")
    return over.platform
