"""The graph answers while a service is away or hangs, with every part a process of its own."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import httpx
import pytest

from deploy.graph.supergraph import FILE
from deploy.topology import SERVICES
from gateway.federation.transport.circuit_breaker import FAILURES
from gateway.schema_drift import fingerprints
from tests.conftest import Database
from tests.eventually import eventually
from tests.gateway.processes import Processes, everything
from tests.patience import patient

DEADLINE = patient(10)
FETCH_SECONDS = 2.0
"""Enough for a service that is well on a slow machine; a test waits for it once."""
BACK_WITHIN = 2.0

ALL = """{
  lot(code: "Powys") {
    code
    referrals { received }
    caseload { open }
    participation { total { number } }
    opportunities { opportunities }
  }
  opportunities(first: 1) { nodes { id } }
}"""
OTHERS = (
    '{ lot(code: "Powys") { participation { total { number } } } opportunities(first: 1) { nodes { id } } }'
)

NULL: dict[str, list[list[str | int]]] = {
    "referrals": [["lot", "referrals"]],
    "participants": [["lot", "caseload"]],
    "outcomes": [["lot"]],
    "employers": [["lot", "opportunities"], ["opportunities"]],
}
"""What each service's absence costs: where the query finds null."""


@pytest.fixture(scope="module")
async def processes(database: Database) -> AsyncIterator[Processes]:
    started = await everything(
        database, DOLEN_FETCH_SECONDS=str(FETCH_SECONDS), DOLEN_DEADLINE_SECONDS=str(DEADLINE)
    )
    yield started
    started.stop_all()


@pytest.fixture(scope="module")
async def whole(processes: Processes) -> dict[str, Any]:
    """The answer when all are there."""
    answer = await processes.ask(ALL)
    assert "errors" not in answer
    data: dict[str, Any] = answer["data"]
    assert None not in [*data.values(), *data["lot"].values()]
    return data


def without(data: dict[str, Any], service: str) -> dict[str, Any]:
    """The whole answer but for what the service contributes."""
    left = {**data, "lot": dict(data["lot"])}
    for path in NULL[service]:
        within = left["lot"] if len(path) == 2 else left
        within[str(path[-1])] = None
    return left


def told(answer: dict[str, Any]) -> list[tuple[list[str | int], str, str]]:
    return [
        (each["path"], each["extensions"]["service"], each["extensions"]["code"]) for each in answer["errors"]
    ]


async def back(processes: Processes, data: dict[str, Any]) -> None:
    """Wait until the whole answer is there again."""
    answer = await eventually(
        lambda: processes.ask(ALL), until=lambda answer: "errors" not in answer, within=BACK_WITHIN
    )
    assert answer["data"] == data


async def test_services_say_which_schema_they_have_and_it_is_the_composed_one(processes: Processes) -> None:
    composed = fingerprints(FILE.read_text())
    async with httpx.AsyncClient() as client:
        for service in SERVICES:
            told = await client.head(f"{processes.database.run_config.url(service)}/sdl")
            assert (told.status_code, told.headers["etag"]) == (200, f'"{composed[service]}"')


@pytest.mark.parametrize("service", NULL)
async def test_a_stopped_service_costs_its_fields_and_is_found_again_when_it_is_back(
    processes: Processes, whole: dict[str, Any], service: str
) -> None:
    processes.stop(service)
    for _ in range(FAILURES + 1):  # before its breaker opens and after
        began = monotonic()
        answer = await processes.ask(ALL)
        assert monotonic() - began < DEADLINE
        assert answer["data"] == without(whole, service)
        assert sorted(told(answer)) == [(path, service, "unavailable") for path in NULL[service]]
    await processes.start(service)
    await back(processes, whole)


async def test_a_slow_service_costs_its_deadline_and_others_are_shielded_from_it(
    processes: Processes, whole: dict[str, Any]
) -> None:
    with processes.held_up("participants"):
        began = monotonic()
        slow = [asyncio.create_task(processes.ask(ALL)) for _ in range(FAILURES)]
        assert "errors" not in await processes.ask(OTHERS)
        assert not any(each.done() for each in slow), "who does not ask it does not wait for it"
        for each in await asyncio.gather(*slow):
            assert each["data"] == without(whole, "participants")
            assert told(each) == [(["lot", "caseload"], "participants", "too-slow")]
        assert monotonic() - began < DEADLINE, "its own deadline, and not that of the whole"
        # from now on one may try now and then, and nobody else waits
        at_once = [told(each) for each in await asyncio.gather(*(processes.ask(ALL) for _ in range(3)))]
        assert at_once.count([(["lot", "caseload"], "participants", "unavailable")]) >= 2
    await back(processes, whole)
