"""How fast something answers GraphQL: some clients, each asking again as soon as it is answered."""

import asyncio
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

import aiohttp
import orjson

from tests.verification.bench.processor import tree
from tests.verification.bench.report import quantile

_WARM: Final = 2_000
"""Requests; fewer where they take longer than `_LONGEST_WARM` seconds together."""
_LONGEST_WARM: Final = 15.0

Variables = Callable[[int], dict[str, Any]]
"""The variables of the nth request: other ones each time, so that nobody answers out of memory."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, by whom."""

    text: str
    variables: Variables
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """`times`: seconds of each request. `used`: processor seconds by process, while they were answered."""

    times: list[float]
    elapsed: float
    used: dict[str, float]

    @property
    def per_second(self) -> float:
        return len(self.times) / self.elapsed

    def milliseconds(self, share: float) -> float:
        return quantile(self.times, share) * 1000

    def used_per_request(self, process: str) -> float:
        """Milliseconds of the processor."""
        return self.used[process] * 1000 / len(self.times)


async def measure(
    url: str, asked: Asked, pids: Mapping[str, int], *, clients: int, seconds: float
) -> Measured:
    """`pids`: processes to look at, each with its children. Before that it is asked so often that what
    compiles while it runs has done so. Raises AssertionError for an answer that has errors."""
    numbers = itertools.count()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
        await _ask_for(session, url, asked, numbers, clients, _LONGEST_WARM, most=_WARM)
        before, started = {name: tree(pid) for name, pid in pids.items()}, perf_counter()
        times = await _ask_for(session, url, asked, numbers, clients, seconds)
        elapsed = perf_counter() - started
        return Measured(times, elapsed, {name: tree(pid) - before[name] for name, pid in pids.items()})


async def _ask_for(
    session: aiohttp.ClientSession,
    url: str,
    asked: Asked,
    numbers: "itertools.count[int]",
    clients: int,
    seconds: float,
    most: int | None = None,
) -> list[float]:
    until = perf_counter() + seconds
    times: list[float] = []
    headers = {**asked.headers, "Content-Type": "application/json"}

    async def client() -> None:
        while (began := perf_counter()) < until and (most is None or len(times) < most):
            body = orjson.dumps({"query": asked.text, "variables": asked.variables(next(numbers))})
            async with session.post(url, data=body, headers=headers) as answer:
                said = await answer.read()
            times.append(perf_counter() - began)
            assert answer.status == 200, said[:500]
            assert b'"errors"' not in said, said[:500]

    await asyncio.gather(*(client() for _ in range(clients)))
    return times
