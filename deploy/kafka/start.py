"""Starts the Kafka cluster as supervised processes, in a local run or by itself."""

import asyncio
from typing import Final

from rich.console import Console

from deploy.kafka.cluster import NODES, Cluster
from deploy.kafka.topics import declare, declared
from deploy.processes.run_log import RunLog
from deploy.processes.supervisor import Supervisor

START_WITHIN: Final = 120.0
"""Seconds the brokers are given to take connections."""


async def start(supervisor: Supervisor, cluster: Cluster) -> None:
    """Starts the brokers and declares the topics.

    Raises KafkaMissing, TopicsDiffer, ProcessFailed."""
    await asyncio.to_thread(cluster.prepare)
    brokers = supervisor.keep(cluster.commands())

    async def listening() -> bool:
        return await asyncio.to_thread(cluster.listening)

    for broker in brokers:
        await supervisor.until(listening, broker, START_WITHIN)
    await declare(cluster.bootstrap, declared())


class KafkaAlone:
    """The cluster and nothing else, for services that run elsewhere."""

    def __init__(self, cluster: Cluster, run_log: RunLog, console: Console) -> None:
        self._cluster, self._run_log, self._console = cluster, run_log, console

    async def stay(self) -> None:
        """Starts it and stays until cancelled; stops it before it returns."""
        try:
            async with Supervisor(self._run_log) as supervisor:
                await start(supervisor, self._cluster)
                self._console.print(
                    f"{len(NODES)} brokers, {len(declared())} topics. Ctrl-C stops them.\n\n"
                    f"Log    {self._run_log.path}\n"
                    f"Run    DOLEN_KAFKA={self._cluster.bootstrap} make run BUS=kafka",
                    highlight=False,
                    soft_wrap=True,
                )
                await asyncio.Event().wait()
        finally:
            self._run_log.close()
