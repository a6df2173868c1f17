"""Kills a process without warning once the platform has answered a given number of requests."""

import asyncio
import os
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from signal import SIGKILL
from typing import Any, Final

import asyncpg

from deploy.demo.client.api_client import Answer, ApiClient, As
from tests.eventually import eventually
from tests.platform import Platform


class Victim(StrEnum):
    REFERRALS = "referrals"
    PARTICIPANTS = "participants"
    OUTCOMES = "outcomes"
    EMPLOYERS = "employers"
    GATEWAY = "gateway"
    RELAY = "relay"
    POSTGRES = "postgres"


PHASES: Final = {"referrals": 2, "events": 6, "placements": 1}
"""What is being posted, by the first word of the address, and how heavily each weighs in the choice."""
_STRIKES: Final = 4
_BACK_WITHIN: Final = 60.0


@dataclass(frozen=True)
class Strike:
    """Kill `victim` upon the `nth` answer to a request of this phase."""

    victim: Victim
    phase: str
    nth: int

    def __str__(self) -> str:
        return f"{self.victim} after answer {self.nth} in {self.phase}"


def strikes(seed: int, answers: Counter[str]) -> list[Strike]:
    """A function of the seed, and of how many answers each phase had in an undisturbed run."""
    rng = Random(seed)
    victims = rng.sample(list(Victim), _STRIKES)
    phases = rng.choices(list(PHASES), list(PHASES.values()), k=_STRIKES)
    return [
        Strike(victim, phase, rng.randint(1, answers[phase]))
        for victim, phase in zip(victims, phases, strict=True)
    ]


class CountingDoor(ApiClient):
    """A door that counts the answers to what it posts, and strikes when their number is up."""

    def __init__(self, platform: Platform, planned: list[Strike]) -> None:
        super().__init__(platform.run_config)
        self.answers: Counter[str] = Counter()
        self._platform, self._planned = platform, planned
        self._strikes: list[asyncio.Task[None]] = []

    async def send(self, method: str, path: str, who: As, body: Any = None, **how: Any) -> Answer:
        answer = await super().send(method, path, who, body, **how)
        if method == "POST":
            phase = path.split("/")[2]
            self.answers[phase] += 1
            for strike in self._planned:
                if (strike.phase, strike.nth) == (phase, self.answers[phase]):
                    self._strikes.append(asyncio.create_task(kill(self._platform, strike.victim)))
        return answer

    async def all_struck(self) -> None:
        assert len(self._strikes) == len(self._planned), "not every moment came"
        await asyncio.gather(*self._strikes)


async def kill(platform: Platform, victim: Victim) -> None:
    """Ends it where it stands; one that is still down from the last time is waited for."""
    if victim is Victim.RELAY:
        await eventually(lambda: _cut_off_relay(platform), within=_BACK_WITHIN)
        return

    async def running() -> int | None:
        return process_of(platform, victim)

    pid = await eventually(running, within=_BACK_WITHIN)
    assert pid is not None
    os.kill(pid, SIGKILL)


def process_of(platform: Platform, victim: Victim) -> int | None:
    """The launcher's child that serves this, and nobody else's process."""
    mark = "/bin/postgres -D" if victim is Victim.POSTGRES else f"deploy.cli serve {victim}"
    return next(iter(platform.pids(mark)), None)


async def _cut_off_relay(platform: Platform) -> bool:
    """The relay lives in its service's process: what is taken from it is the connection that leads."""
    try:
        return bool(
            await platform.query(
                "postgres",
                "SELECT bool_or(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name LIKE 'participants relay%'",
            )
        )
    except (OSError, asyncpg.PostgresError):
        return False  # the server itself is down
