"""What a bus is measured on: a PostgreSQL of its own, brokers where they can be had, and the processes at
work over them."""

import asyncio
import contextlib
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from signal import SIGKILL
from time import monotonic
from typing import Any, Literal

import asyncpg
import orjson

from deploy import databases
from deploy.kafka.cluster import PORTS, Cluster, running
from deploy.kafka.topics import declare
from deploy.localrun import postgres
from deploy.processes.parent_death import die_with_parent
from shared.messaging.kafka import KafkaLog
from shared.messaging.postgres_log import PostgresLog
from shared.messaging.transport import Transport
from shared.migrations.event_tables import BUS_TABLES
from shared.migrations.runner import upgrade
from tests.eventually import a_while
from tests.ports import free_ports
from tests.shared.notes.facts import Noted
from tests.verification.bench.notes_service import MIGRATIONS
from tests.verification.bench.worker_process import Orders

_ROOT = Path(__file__).parents[3]
_PASSWORD = "bench"
_LOOK_SECONDS = 0.05

Bus = Literal["postgres", "kafka"]


@dataclass
class Hand:
    """A process at work, and what it has said."""

    process: asyncio.subprocess.Process

    @classmethod
    async def ready(cls, orders: Orders) -> "Hand":
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.verification.bench.worker_process", orders.written()),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT, limit=1 << 26,
            preexec_fn=die_with_parent(SIGKILL),
        )  # fmt: skip
        hand = cls(process)
        await hand._said("ready")
        return hand

    async def _said(self, what: str) -> dict[str, Any]:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            said: dict[str, Any] = orjson.loads(line)
            if what in said:
                return said
            if said.get("level") in ("warning", "error"):
                print(line.decode().strip(), file=sys.stderr)
        raise AssertionError(f"it ended before it said {what!r}")

    def begin(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"begin\n")

    async def done(self) -> None:
        await self._said("done")

    async def end(self) -> dict[str, Any]:
        """What it says in the end: `seconds` of processor, and when what was committed and applied."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        said = await self._said("seconds")
        await self.process.wait()
        return said

    async def memory(self) -> float:
        """Its resident memory in MB."""
        listed = await asyncio.create_subprocess_exec(
            "ps", "-o", "rss=", "-p", str(self.process.pid), stdout=subprocess.PIPE
        )
        told, _ = await listed.communicate()
        return int(told) / 1024


@dataclass
class Lane:
    """One service that announces, one that reads, and the bus between them, all empty at first."""

    bus: Bus
    source: str
    sink: str
    address: str
    look: Transport
    rows: asyncpg.Connection
    """A superuser's look at the database that announces."""
    read: asyncpg.Connection
    """And at the one that reads."""

    def orders(self, role: Any, *, reads: bool = False, **more: Any) -> Orders:
        return Orders(role, reads, self.sink if reads else self.source, self.bus, self.address, **more)

    async def hand(self, role: Any, *, reads: bool = False, **more: Any) -> Hand:
        return await Hand.ready(self.orders(role, reads=reads, **more))

    async def sent(self) -> int:
        """How many facts are on the bus."""
        return sum((await self.look.heads(Noted.topic)).values())

    async def taken_in(self) -> int:
        return int(await self.read.fetchval("SELECT coalesce(sum(next_offset), 0) FROM consumer_offset"))


async def reached(look: Callable[[], Awaitable[int]], count: int, *, within: float = 600) -> float:
    """The moment at which `look` saw `count`. Raises AssertionError when that takes too long."""
    give_up = monotonic() + within
    while (seen := await look()) < count:
        assert monotonic() < give_up, f"{seen:,} of {count:,} after {within} s"
        await a_while(_LOOK_SECONDS)
    return monotonic()


@dataclass
class Ground:
    home: Path
    server: str
    """The superuser's address, without a database."""
    bus: Bus
    brokers: str = ""
    _lanes: int = field(default=0)

    def url(self, name: str, role: str = "notes_app") -> str:
        return f"postgresql://{role}:{_PASSWORD}@{self.server.rpartition('@')[2]}/{name}"

    @contextlib.asynccontextmanager
    async def lane(self) -> AsyncIterator[Lane]:
        """Databases and topics of its own."""
        self._lanes += 1
        names = {kind: f"{kind}_{self._lanes}" for kind in ("source", "sink", "log")}
        for kind, name in names.items():
            await databases.add(self.server, name, like="notes")
            if kind != "log":
                await asyncio.to_thread(upgrade, MIGRATIONS, self.url(name, "notes_owner"))
        look: Transport
        if self.bus == "kafka":
            prefix = f"lane{self._lanes}."
            await declare(self.brokers, [prefix + Noted.topic])
            address = f"{self.brokers}/{prefix}"
            look = KafkaLog(self.brokers, name="look", prefix=prefix)
        else:
            address = self.url(names["log"])
            await _run(f"{self.server}/{names['log']}", BUS_TABLES, _GRANT)
            look = PostgresLog(address, name="look")
        rows, read = [await asyncpg.connect(f"{self.server}/{names[kind]}") for kind in ("source", "sink")]
        try:
            yield Lane(
                self.bus, self.url(names["source"]), self.url(names["sink"]), address, look, rows, read
            )
        finally:
            await look.close()
            await rows.close()
            await read.close()
            for name in names.values():
                await _run(f"{self.server}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


_GRANT = "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO notes_app"


async def _run(address: str, *statements: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _folder() -> Path:
    """One that a server under another account may pass through."""
    home = Path(tempfile.mkdtemp(prefix="dolen-bench-"))
    home.chmod(0o711)
    return home


@contextlib.asynccontextmanager
async def a_ground(bus: Bus) -> AsyncIterator[Ground]:
    """Server, and brokers where they are needed, for as long as the block lasts. Raises KafkaMissing."""
    home = _folder()
    port = free_ports(PORTS + 1)
    try:
        with contextlib.ExitStack() as held:
            server = held.enter_context(postgres.running(home, port, _PASSWORD))
            await databases.provision(server, ("notes",), lambda _: _PASSWORD)
            ground = Ground(home, server, bus)
            if bus == "kafka":
                cluster = Cluster(home / "kafka", port + 1)
                held.enter_context(running(cluster))
                ground.brokers = cluster.bootstrap
            yield ground
    finally:
        rmtree(home)
