"""A second worker of every service beside the first: they share the work, and when all the second ones are
killed in the middle of it, the figures are those of a run that nobody disturbed."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import asyncpg

from deploy.demonstration.programme import Demonstration
from deploy.place import SERVICES
from deploy.poster.door import Answer, As, Door
from shared.events.consumer import OWNERSHIP
from shared.events.envelope import PARTITIONS
from shared.events.relay import LEADERSHIP
from tests.chaos import bookkeeping
from tests.chaos.conftest import Undisturbed
from tests.chaos.picture import difference, picture
from tests.chaos.retold import retire, retold, tell
from tests.eventually import eventually
from tests.platform import Platform
from tests.ports import free_ports

RUN = 40
"""Told apart by it from the runs of other tests on the same platform."""
TAKEN_OVER_WITHIN = 10

_HELD = """
SELECT classid::bigint AS kind, pid, count(*) AS partitions FROM pg_locks
WHERE locktype = 'advisory' AND granted AND classid::bigint = ANY($1) AND objid::bigint < $2
AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) GROUP BY kind, pid
"""


@contextmanager
def second_workers(platform: Platform) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """One more worker of each service; killed, without warning, at the end of the block."""
    port = free_ports(len(SERVICES))
    with ExitStack() as held, (platform.place.home / "seconds.log").open("ab") as log:
        started = []
        for nth, service in enumerate(SERVICES):
            told = {**platform.place.environment_of(service), "DOLEN_LISTEN_PORT": str(port + nth)}
            process = subprocess.Popen(
                [sys.executable, "-m", "deploy.cli", "serve", service, "--role", "worker"],
                env=told, stdout=log, stderr=log,
            )  # fmt: skip
            held.callback(process.wait)
            held.callback(process.kill)
            started.append(process)
        yield started


class KillingDoor(Door):
    """A door that kills processes upon a certain answer to what it posts."""

    def __init__(self, platform: Platform, victims: list["subprocess.Popen[bytes]"], nth: int) -> None:
        super().__init__(platform.place)
        self._platform, self._victims, self._nth, self._answers = platform, victims, nth, 0
        self.taking_over: asyncio.Task[Any] | None = None

    async def send(self, method: str, path: str, who: As, body: Any = None, **how: Any) -> Answer:
        answer = await super().send(method, path, who, body, **how)
        if method == "POST" and path == "/v1/events":
            self._answers += 1
            if self._answers == self._nth:
                for victim in self._victims:
                    victim.kill()
                self.taking_over = asyncio.create_task(self._taken_over())
        return answer

    async def _taken_over(self) -> None:
        await eventually(
            lambda: shares(self._platform), until={(PARTITIONS,)}.__eq__, within=TAKEN_OVER_WITHIN
        )


async def shares(platform: Platform) -> set[tuple[int, ...]]:
    """How many partitions each worker has, of every service and by relays and consumers alike."""
    found = set()
    for service in SERVICES:
        connection = await asyncpg.connect(platform.server(service))
        try:
            rows = await connection.fetch(_HELD, [LEADERSHIP, OWNERSHIP], PARTITIONS)
        finally:
            await connection.close()
        of: dict[int, list[int]] = {LEADERSHIP: [], OWNERSHIP: []}
        for row in rows:
            of[row["kind"]].append(row["partitions"])
        found |= {tuple(each) for each in of.values()}
    return found


async def test_second_workers_that_are_killed_in_the_middle_change_no_figure(
    mortal: Platform, part: Demonstration, undisturbed: Undisturbed
) -> None:
    plans = retold(part, RUN)
    with second_workers(mortal) as seconds:
        await eventually(lambda: shares(mortal), until={(6, 6)}.__eq__, within=90)
        async with KillingDoor(mortal, seconds, nth=undisturbed.answers["events"] // 2) as door:
            told = await tell(door, plans)
            assert door.taking_over is not None
            await door.taking_over
            await eventually(lambda: bookkeeping.quiet(mortal), within=60)
            seen = await picture(door, plans, told)
            await retire(door, plans)
    assert difference(seen, undisturbed.picture) == {}
    assert await bookkeeping.mistakes(mortal) == {}
