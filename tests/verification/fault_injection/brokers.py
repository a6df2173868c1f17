"""Harm that comes to brokers: the one that leads dies or stands still, or all are restarted in turn."""

import subprocess
from contextlib import ExitStack
from random import Random
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM
from typing import Any, Final

from deploy.kafka import cluster
from deploy.kafka.cluster import Cluster
from deploy.kafka.topics import declare
from shared.messaging.kafka.log_throttling import throttle_client_logs
from tests.eventually import eventually
from tests.partitions import partitions

_IN_STEP_WITHIN: Final = 90


class Brokers:
    """The three of a cluster of our own, and one topic by which one sees how they are."""

    def __init__(self, made: Cluster) -> None:
        throttle_client_logs()
        self._cluster = made
        self._holding = ExitStack()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._topic = ""

    def start(self) -> None:
        self._processes = self._holding.enter_context(cluster.running(self._cluster))

    def stop(self) -> None:
        self._holding.close()

    @property
    def address(self) -> str:
        return self._cluster.bootstrap

    async def provide(self, topic: str) -> None:
        """Make a topic; the first is the one that is looked at."""
        await declare(self.address, [topic])
        self._topic = self._topic or topic

    async def kill(self, rng: Random) -> None:
        name = await self._leader(rng)
        self._processes[name].send_signal(SIGKILL)
        self._processes[name].wait()
        await self._led_without(name)
        await self._back(name)

    async def stand_still(self, rng: Random) -> None:
        name = await self._leader(rng)
        self._processes[name].send_signal(SIGSTOP)
        try:
            await self._led_without(name)
        finally:
            self._processes[name].send_signal(SIGCONT)
        await eventually(self._in_step, within=_IN_STEP_WITHIN)

    async def restart_all(self) -> None:
        for name, process in list(self._processes.items()):
            process.send_signal(SIGTERM)

            async def gone(process: "subprocess.Popen[bytes]" = process) -> bool:
                return process.poll() is not None

            await eventually(gone, within=_IN_STEP_WITHIN)
            await self._back(name)

    async def _back(self, name: str) -> None:
        [command] = [each for each in self._cluster.commands() if each.name == name]
        with (self._cluster.home / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(  # noqa: ASYNC220 - the kernel ties it to this thread
                command.argv, stdout=log, stderr=log, **command.options()
            )
        await eventually(self._in_step, within=_IN_STEP_WITHIN)

    async def _leader(self, rng: Random) -> str:
        return f"kafka-{rng.choice(await self._partitions())['leader']}"

    async def _led_without(self, name: str) -> None:
        number = int(name.removeprefix("kafka-"))
        await eventually(
            self._partitions,
            until=lambda found: bool(found) and all(each["leader"] not in (number, -1) for each in found),
            within=_IN_STEP_WITHIN,
        )

    async def _in_step(self) -> bool:
        """Whether everybody has everything: the next fault may hit anybody."""
        found = await self._partitions()
        return bool(found) and all(len(each["isr"]) == len(each["replicas"]) for each in found)

    async def _partitions(self) -> list[dict[str, Any]]:
        return await partitions(self.address, [self._topic])
