"""PostgreSQL goes away while requests are coming: callers are told to come back, and nothing that was
acknowledged is missing afterwards."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from signal import SIGINT, SIGKILL, SIGQUIT, Signals
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.eventually import eventually
from tests.patience import patient
from tests.platform import Platform
from tests.services.participants.conftest import BATCH, a_registration, an_event
from tests.verification.chaos.victims import Victim, process_of

CALLERS, EVENTS = 4, 5


@dataclass
class Told:
    """What callers were told: batches that were acknowledged, and every other answer."""

    acknowledged: list[list[dict[str, Any]]] = field(default_factory=list)
    otherwise: list[httpx.Response] = field(default_factory=list)


@asynccontextmanager
async def calling(platform: Platform, provider: UUID) -> AsyncIterator[Told]:
    """As long as the block lasts, several callers post, each about a person of its own."""
    told = Told()
    async with _client(platform, provider) as client:

        async def call(subject: str) -> None:
            while True:
                batch = [_contact(subject) for _ in range(EVENTS)]
                answer = await client.post("/v1/events", json=batch)
                if answer.status_code == 200:
                    assert _statuses(answer) == {"accepted": EVENTS}
                    told.acknowledged.append(batch)
                else:
                    told.otherwise.append(answer)

        subjects = [f"P-{number}" for number in range(CALLERS)]
        registered = await client.post("/v1/events", json=[a_registration(each) for each in subjects])
        assert _statuses(registered) == {"accepted": CALLERS}
        calls = [asyncio.create_task(call(subject)) for subject in subjects]
        try:
            yield told
        finally:
            for each in calls:
                each.cancel()
            ends = await asyncio.gather(*calls, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end


def _client(platform: Platform, provider: UUID) -> httpx.AsyncClient:
    headers = {**platform.token("provider", provider), "Content-Type": BATCH}
    return httpx.AsyncClient(base_url=platform.url, headers=headers, timeout=patient(60))


def _contact(subject: str) -> dict[str, Any]:
    return an_event("contact-recorded", subject, {"kind": "phone", "minutes": 12})


def _statuses(answer: httpx.Response) -> Counter[str]:
    return Counter(result["status"] for result in answer.json()["results"])


@pytest.mark.parametrize("how", [SIGKILL, SIGQUIT, SIGINT], ids=["killed", "stopped at once", "shut down"])
async def test_callers_are_told_to_come_back_and_what_was_acknowledged_is_there(
    how: Signals, mortal: Platform
) -> None:
    provider = uuid4()
    async with calling(mortal, provider) as told:
        await _more(told, than=CALLERS)
        pid = process_of(mortal, Victim.POSTGRES)
        assert pid is not None
        os.kill(pid, how)

        async def refused() -> int:
            return len(told.otherwise)

        await eventually(refused)
        await _more(told, than=len(told.acknowledged) + CALLERS)
    assert {answer.status_code for answer in told.otherwise} == {503}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in told.otherwise)
    assert all(answer.json()["retry"] is True for answer in told.otherwise)
    async with _client(mortal, provider) as client:
        for batch in told.acknowledged:
            again = await client.post("/v1/events", json=batch)
            assert _statuses(again) == {"duplicate": EVENTS}


async def _more(told: Told, *, than: int) -> None:
    async def acknowledged() -> int:
        return len(told.acknowledged)

    await eventually(acknowledged, until=lambda batches: batches > than, within=60)
