"""The worker processes of a run: each is replaced when it dies, and everything it says is read."""

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP
from typing import Any, Final
from uuid import UUID

import orjson

from deploy.processes.parent_death import die_with_parent
from tests.eventually import eventually
from tests.verification.fault_injection.worker_protocol import Orders

_ROOT: Final = Path(__file__).parents[3]
_BACK_WITHIN: Final = 60


@dataclass
class Member:
    """One place in the crew and the process that fills it now."""

    orders: Orders
    log: Path
    process: asyncio.subprocess.Process | None = None
    lives: int = 0
    """How many processes have been ready in this place."""
    expected: int = 0
    """How many of them were made to die."""
    acknowledged: int = 0
    swapped: list[tuple[UUID, int, int]] = field(default_factory=list)
    repeated: int = 0
    """How many records came that it had already."""
    standing: dict[str, Any] = field(default_factory=dict)
    """What whoever comes next is told at once, by what it is about."""

    def say(self, do: str, *, lasting: bool = False, **how: Any) -> None:
        if lasting:
            self.standing[do] = how
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.write(orjson.dumps({"do": do, **how}) + b"\n")

    def heard(self, said: dict[str, Any]) -> None:
        if "ready" in said:
            self.lives += 1
            for do, how in self.standing.items():
                self.say(do, **how)
        if "acknowledged" in said:
            self.acknowledged = said["acknowledged"]
        self.repeated += said.get("repeated", 0)
        if "swapped" in said:
            counter, one, other = said["swapped"]
            self.swapped.append((UUID(counter), one, other))

    def _signal(self, how: int) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(how)

    def stop(self) -> None:
        self._signal(SIGSTOP)

    def go_on(self) -> None:
        self._signal(SIGCONT)

    def kill(self) -> None:
        self._signal(SIGKILL)

    async def dies(self, by: Callable[[], None]) -> None:
        """Do what kills it, and wait until another has taken its place."""
        lives = self.lives
        self.expected += 1
        by()

        async def replaced() -> bool:
            return self.lives > lives

        await eventually(replaced, within=_BACK_WITHIN)


@dataclass
class Crew:
    """Everybody, and a task for each who sees to a successor."""

    members: list[Member]
    fell: list[str] = field(default_factory=list)
    """Who ended without having been made to, and how."""
    _watching: list[asyncio.Task[None]] = field(default_factory=list)
    _over: bool = False

    async def start(self) -> None:
        self._watching = [asyncio.create_task(self._keep(member)) for member in self.members]
        await self._all(lambda member: member.lives > 0)

    async def _all(self, so: Callable[[Member], bool]) -> None:
        async def look() -> bool:
            for task in self._watching:
                if task.done():
                    task.result()
            return all(so(member) for member in self.members)

        await eventually(look, within=_BACK_WITHIN)

    def of(self, role: str) -> list[Member]:
        return [member for member in self.members if member.orders.role == role]

    @property
    def acknowledged(self) -> int:
        return sum(member.acknowledged for member in self.members)

    @property
    def repeated(self) -> int:
        return sum(member.repeated for member in self.members)

    def allow(self, facts: int) -> None:
        """Let the producers go on until there are so many acknowledged facts, each its part."""
        for producer, part in self._parts(facts):
            producer.say("allow", lasting=True, facts=part)

    def has_done(self, facts: int) -> bool:
        """Tell whether every producer has its part of so many facts acknowledged, and goes on no more."""
        return all(producer.acknowledged >= part for producer, part in self._parts(facts))

    def _parts(self, facts: int) -> list[tuple[Member, int]]:
        producers = self.of("producer")
        whole, rest = divmod(facts, len(producers))
        return [(producer, whole + (nth < rest)) for nth, producer in enumerate(producers)]

    async def stop(self) -> None:
        self._over = True
        for member in self.members:
            member.go_on()
            member.kill()
        await asyncio.gather(*self._watching)

    async def _keep(self, member: Member) -> None:
        while not self._over:
            ended = await self._live(member)
            if ended != -SIGKILL and not self._over:
                self.fell.append(f"{member.orders.name} ended with {ended}: {member.log.read_text()[-800:]}")
                if len(self.fell) > 20:
                    raise RuntimeError("\n".join(self.fell))

    async def _live(self, member: Member) -> int:
        """One process from its start to its end."""
        with member.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.verification.fault_injection.worker", member.orders.written()),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
                cwd=_ROOT, env=dict(os.environ), preexec_fn=die_with_parent(SIGKILL),
                limit=1 << 20,
            )  # fmt: skip
            member.process = process
            assert process.stdout is not None
            while line := await process.stdout.readline():
                said = _read(line)
                if said is None or "event" in said:
                    log.write(line)
                    log.flush()
                else:
                    member.heard(said)
            return await process.wait()


def _read(line: bytes) -> dict[str, Any] | None:
    """What was said; None of a line that was cut off with its speaker."""
    try:
        said: dict[str, Any] = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return said
