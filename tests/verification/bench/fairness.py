"""How long one provider waits for its answers while another posts ten times as many events as its budget lets
through: nothing is switched off for it, the budgets are those that ship, made small enough to be used up."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

import aiohttp
import orjson

from tests.platform import Platform, a_platform
from tests.services.participants.conftest import BATCH, a_registration, an_event
from tests.verification.bench.latency import wait_until

SECONDS: Final = 20
PACE: Final = 20
"""Requests a second of the provider that is looked at."""
BUDGET: Final = {"DOLEN_INTAKE_BUDGET": "600", "DOLEN_BUDGET_SECONDS": "4", "DOLEN_ADDRESS_BUDGET": "1000000"}
"""150 KiB a second, which is some 300 events: far more than a provider has to tell."""
FLOOD: Final = 10
_EVENTS: Final = 100
"""Of a batch of the flood."""


Headers = dict[str, str]


@dataclass(frozen=True)
class Measured:
    """Seconds of each answer, and how many of the flood's batches were let through and refused."""

    quiet: list[float]
    flooded: list[float]
    let_through: int
    refused: int


@contextmanager
def limited() -> Iterator[Platform]:
    """A platform with budgets that a flood uses up."""
    with a_platform(budgets=BUDGET) as platform:
        yield platform


async def waits(platform: Platform) -> Measured:
    """Measure quiet and flooded in turns, twice each: the machine may have become another meanwhile."""
    # each a client of its own, or one would wait in this process for the other's connections
    async with (
        aiohttp.ClientSession(platform.url) as session,
        aiohttp.ClientSession(platform.url) as others,
    ):
        provider, flooding = (
            {**platform.token("provider", uuid4()), "Content-Type": BATCH} for _ in range(2)
        )
        for each in (provider, flooding):
            await _post(session, each, [a_registration("F")])
        quiet, flooded = list[float](), list[float]()
        answers = list[int]()
        for _ in range(2):
            quiet += await _paced(session, provider)
            flood = asyncio.create_task(_flood(others, flooding, answers))
            flooded += await _paced(session, provider)
            flood.cancel()
            await asyncio.gather(flood, return_exceptions=True)
        return Measured(quiet, flooded, answers.count(200), answers.count(429))


async def _paced(session: aiohttp.ClientSession, provider: Headers) -> list[float]:
    """Post one event after another at an even pace: how long each answer took, in seconds."""
    loop, seconds = asyncio.get_running_loop(), list[float]()
    begin = loop.time()

    async def one() -> None:
        started = perf_counter()
        status = await _post(session, provider, [_contact()])
        assert status == 200, status
        seconds.append(perf_counter() - started)

    async with asyncio.TaskGroup() as sending:
        for number in range(SECONDS * PACE):
            sending.create_task(one())
            await wait_until(begin + number / PACE)
    return seconds


async def _flood(session: aiohttp.ClientSession, provider: Headers, answers: list[int]) -> None:
    """Post ten times the budget at an even pace, whatever is answered."""
    events = [_contact() for _ in range(_EVENTS)]
    size = len(orjson.dumps(events)) / 1024
    pace = FLOOD * int(BUDGET["DOLEN_INTAKE_BUDGET"]) / int(BUDGET["DOLEN_BUDGET_SECONDS"]) / size
    begin = asyncio.get_running_loop().time()

    async def one() -> None:
        fresh = [{**event, "id": str(uuid4())} for event in events]
        answers.append(await _post(session, provider, fresh))

    async with asyncio.TaskGroup() as sending:
        number = 0
        while True:
            sending.create_task(one())
            number += 1
            await wait_until(begin + number / pace)


def _contact() -> dict[str, Any]:
    return an_event("contact-recorded", "F", {"kind": "phone"})


async def _post(session: aiohttp.ClientSession, provider: Headers, events: list[dict[str, Any]]) -> int:
    async with session.post("/v1/events", data=orjson.dumps(events), headers=provider) as answer:
        await answer.read()
        return answer.status
