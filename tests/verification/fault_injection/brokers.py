"""Faults of Kafka brokers: the leader dies or stands still, or all are restarted in turn."""

from random import Random
from signal import SIGCONT, SIGKILL, SIGSTOP, SIGTERM
from typing import Any, Final

from deploy.kafka.topics import declare
from shared.messaging.kafka.log_throttling import throttle_client_logs
from tests.brokers import Brokers
from tests.eventually import eventually
from tests.partitions import partitions

_IN_SYNC_WITHIN: Final = 90


class BrokerFaults:
    """Harms the brokers, and waits until they are as they were: the next fault may hit any of them. The state
    of the first topic that is made stands for that of the cluster."""

    def __init__(self, brokers: Brokers) -> None:
        throttle_client_logs()
        self._brokers = brokers
        self._topics: list[str] = []

    @property
    def address(self) -> str:
        return self._brokers.cluster.bootstrap

    async def provide(self, topic: str) -> None:
        """Make a topic."""
        await declare(self.address, [topic])
        self._topics.append(topic)

    async def delete_topics(self) -> None:
        """Delete the topics that were made."""
        await self._brokers.delete(self._topics)

    async def kill(self, rng: Random) -> None:
        name = await self._leader(rng)
        self._brokers.processes[name].send_signal(SIGKILL)
        await self._led_without(name)
        await self._back(name)

    async def stand_still(self, rng: Random) -> None:
        name = await self._leader(rng)
        process = self._brokers.processes[name]
        process.send_signal(SIGSTOP)
        try:
            await self._led_without(name)
        finally:
            process.send_signal(SIGCONT)
        await eventually(self._in_sync, within=_IN_SYNC_WITHIN)

    async def restart_all(self) -> None:
        for name, process in list(self._brokers.processes.items()):
            process.send_signal(SIGTERM)

            async def gone(process: Any = process) -> bool:
                return process.poll() is not None

            await eventually(gone, within=_IN_SYNC_WITHIN)
            await self._back(name)

    async def _back(self, name: str) -> None:
        self._brokers.start_again(name)
        await eventually(self._in_sync, within=_IN_SYNC_WITHIN)

    async def _leader(self, rng: Random) -> str:
        return f"kafka-{rng.choice(await self._partitions())['leader']}"

    async def _led_without(self, name: str) -> None:
        number = int(name.removeprefix("kafka-"))
        await eventually(
            self._partitions,
            until=lambda found: bool(found) and all(each["leader"] not in (number, -1) for each in found),
            within=_IN_SYNC_WITHIN,
        )

    async def _in_sync(self) -> bool:
        found = await self._partitions()
        return bool(found) and all(len(each["isr"]) == len(each["replicas"]) for each in found)

    async def _partitions(self) -> list[dict[str, Any]]:
        return await partitions(self.address, self._topics[:1])
