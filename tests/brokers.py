"""The Kafka cluster that all tests of a run share; who harms a broker leaves it as it was found."""

import contextlib
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient  # type: ignore[import-untyped]

from deploy.kafka.cluster import PORTS, Cluster, running
from tests.needing_kafka import needing_kafka
from tests.patience import patient
from tests.ports import free_ports


@dataclass
class Brokers:
    """Three running brokers, their processes by name."""

    cluster: Cluster
    processes: dict[str, "subprocess.Popen[bytes]"]

    def start_again(self, name: str) -> None:
        """Start a broker whose process was ended, with all that it had stored."""
        [command] = [each for each in self.cluster.commands() if each.name == name]
        self.processes[name].wait()
        with (self.cluster.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(command.argv, stdout=log, stderr=log, **command.options())

    @contextlib.contextmanager
    def without(self, *names: str, stopped: bool = False) -> Iterator[None]:
        """While the block lasts, these brokers are dead; or, where `stopped`, they do nothing."""
        for name in names:
            self.processes[name].send_signal(SIGSTOP if stopped else SIGKILL)
        try:
            yield
        finally:
            for name in names:
                if stopped:
                    self.processes[name].send_signal(SIGCONT)
                else:
                    self.start_again(name)

    async def delete(self, topics: Iterable[str]) -> None:
        """Delete topics that a test declared for itself."""
        admin: Any = AIOKafkaAdminClient(bootstrap_servers=self.cluster.bootstrap)
        await admin.start()
        try:
            await admin.delete_topics(list(topics))
        finally:
            await admin.close()


@contextlib.contextmanager
def a_cluster(home: Path) -> Iterator[Brokers]:
    """Three brokers. Where there is no Java, tests over them are skipped; in CI that is a failure."""
    cluster = Cluster(home, free_ports(PORTS))
    with needing_kafka(), running(cluster, within=patient(60)) as processes:
        yield Brokers(cluster, processes)
