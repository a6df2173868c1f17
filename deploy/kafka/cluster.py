"""A local Kafka cluster of three KRaft nodes, each broker and controller, that survives the loss of one."""

import base64
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from deploy.kafka import jars
from deploy.processes import parent_death
from deploy.processes.child_command import Command
from shared.ids import new_id

NODES: Final = (1, 2, 3)
PORTS: Final = 2 * len(NODES)
"""How many neighbouring ports it takes: a listener for clients and one for the quorum, per node."""

_HOST: Final = "127.0.0.1"
_LOGGING: Final = Path(__file__).parent / "log4j2.properties"
_FLAGS: Final = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xss512k",
    f"-Dlog4j2.configurationFile={_LOGGING}",
)

# Names and values as Kafka's documentation has them.
SETTINGS: Final = {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    # a topic nobody declared is a mistake
    "auto.create.topics.enable": "false",
    # what two of three have is kept, and only who has everything may lead
    "default.replication.factor": "3",
    "min.insync.replicas": "2",
    "unclean.leader.election.enable": "false",
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "share.coordinator.state.topic.replication.factor": "3",
    "share.coordinator.state.topic.min.isr": "2",
    # the log is the record that read models are rebuilt from
    "log.retention.ms": "-1",
    # a dead node is noticed within three seconds; leaders go back to who should lead
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "leader.imbalance.check.interval.seconds": "10",
}
"""What every cluster of ours is told, this one and that in docker-compose.yml."""

_ON_A_SMALL_MACHINE: Final = {
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "group.initial.rebalance.delay.ms": "0",
    # with a larger buffer the small heap is too small
    "log.cleaner.dedupe.buffer.size": "8388608",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
    "num.recovery.threads.per.data.dir": "2",
    "log.index.size.max.bytes": "1048576",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Three nodes that keep everything under `home`, on `PORTS` ports from `port` on."""

    home: Path
    port: int

    @property
    def ports(self) -> dict[str, int]:
        """The port of every listener, by name."""
        clients = {f"kafka-{node}": self._port(node) for node in NODES}
        return clients | {f"kafka-{node}-quorum": self._quorum(node) for node in NODES}

    @property
    def bootstrap(self) -> str:
        return ",".join(f"{_HOST}:{self._port(node)}" for node in NODES)

    def prepare(self) -> None:
        """Writes the nodes' settings and formats their storage, unless that has been done. Blocking.

        Raises KafkaMissing, subprocess.CalledProcessError."""
        identity = self.identity()
        formatting = []
        for node in NODES:
            settings = self._settings(node)
            settings.parent.mkdir(parents=True, exist_ok=True)
            settings.write_text(self._properties(node))
            if not (self._data(node) / "meta.properties").exists():
                tool = ("kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", identity)
                formatting.append(self._java("-Xmx64m", *tool, "-c", str(settings)))
        started = [
            subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for argv in formatting
        ]
        for process in started:
            said, _ = process.communicate()
            if process.returncode != 0:
                raise subprocess.CalledProcessError(process.returncode, process.args, said)

    def commands(self) -> list[Command]:
        """One command per node. A node that is killed loses nothing: what was acknowledged, two have."""
        return [
            Command(
                f"kafka-{node}",
                self._java("-Xms128m", "-Xmx256m", "kafka.Kafka", str(self._settings(node))),
                patience=10.0,
            )
            for node in NODES
        ]

    def listening(self) -> bool:
        """Whether every broker takes connections; they do once they have joined the cluster."""
        return all(_listens(self._port(node)) for node in NODES)

    def _port(self, node: int) -> int:
        return self.port + node - 1

    def _quorum(self, node: int) -> int:
        return self.port + len(NODES) + node - 1

    def _settings(self, node: int) -> Path:
        return self.home / str(node) / "node.properties"

    def _data(self, node: int) -> Path:
        return self.home / str(node) / "data"

    def _properties(self, node: int) -> str:
        own = {
            "node.id": str(node),
            "controller.quorum.voters": ",".join(f"{each}@{_HOST}:{self._quorum(each)}" for each in NODES),
            "listeners": f"PLAINTEXT://{_HOST}:{self._port(node)},CONTROLLER://{_HOST}:{self._quorum(node)}",
            "advertised.listeners": f"PLAINTEXT://{_HOST}:{self._port(node)}",
            "log.dirs": str(self._data(node)),
        }
        told = own | SETTINGS | _ON_A_SMALL_MACHINE
        return "".join(f"{name}={value}\n" for name, value in told.items())

    def identity(self) -> str:
        """The cluster's id; nodes of another cluster are turned away by it. It is made of one that begins
        with the time: of random ones each 64th begins with a dash, which Kafka's tool takes for an option."""
        file = self.home / "cluster-id"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(base64.urlsafe_b64encode(new_id().bytes).decode().rstrip("="))
        return file.read_text()

    def _java(self, *arguments: str) -> tuple[str, ...]:
        return (jars.java(), *_FLAGS, "-cp", jars.classpath(), *arguments)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((_HOST, port)) == 0


@contextmanager
def running(cluster: Cluster, within: float = 60) -> Iterator[dict[str, "subprocess.Popen[bytes]"]]:
    """The cluster for as long as the block lasts, its processes by name. For tests and tools: `make run`
    supervises the same commands instead."""
    cluster.prepare()
    processes: dict[str, subprocess.Popen[bytes]] = {}
    watchers = []
    try:
        for command in cluster.commands():
            with (cluster.home / f"{command.name}.log").open("ab") as log:
                process = subprocess.Popen(command.argv, stdout=log, stderr=log, **command.options())
            processes[command.name] = process
            if parent_death.needs_watching():
                watchers.append(parent_death.watch(process.pid, command.orphaned))
        give_up = monotonic() + within
        while not cluster.listening():
            if monotonic() > give_up or any(process.poll() is not None for process in processes.values()):
                said = "\n".join(log.read_text()[-1500:] for log in sorted(cluster.home.glob("*.log")))
                raise TimeoutError(f"the cluster did not start:\n{said}")
            sleep(0.05)
        yield processes
    finally:
        for process in processes.values():
            process.kill()
            process.wait()
        for watcher in watchers:
            watcher.kill()
            watcher.communicate()
