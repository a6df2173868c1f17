"""A service's database and a bus, both of a test's own, and the parts of the kit put together over them."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy import databases
from deploy.localrun.run_config import RunConfig
from shared.auth.caller import Caller, worker
from shared.field_encryption.key_files import KeyMissing
from shared.field_encryption.key_ring import KeyRing
from shared.messaging.envelope import Envelope
from shared.messaging.outbox import Outbox, Trace
from shared.messaging.transport import Transport
from shared.migrations.event_tables import BUS_TABLES
from shared.migrations.runner import upgrade
from shared.persistence import database
from shared.unit_of_work import UnitOfWork
from shared.workers.consumer import Consumer
from shared.workers.outbox_relay import OutboxRelay
from shared.workers.reactions import Reactions
from tests.shared.buses import TOPIC, Bus, PostgresBus, words_of
from tests.shared.notes.facts import MONDAY, Noted

MIGRATIONS = Path(__file__).parent / "notes" / "migrations"


def a_key_ring(
    service: str = "notes", *, differences: Mapping[str, bytes] | None = None, gone: str = ""
) -> KeyRing:
    """Keys in memory, read by name; of versions, as many as are asked for but the one that is `gone`."""

    def read(name: str) -> bytes:
        if name == gone:
            raise KeyMissing(name)
        return (differences or {}).get(name) or hashlib.sha256(name.encode()).digest()

    return KeyRing.reading(read, service=service)


def a_caller(organisation: UUID | None = None, role: str = "provider", lots: Iterable[str] = ()) -> Caller:
    return Caller(
        role=role,
        organisation=organisation or uuid4(),
        lots=frozenset(lots),
        purposes=frozenset(),
        subject="provider:crm",
    )


def an_envelope(key: UUID, version: int = 1, **differences: Any) -> Envelope:
    """One fact about `key`, ready for the bus."""
    fact = Noted(note_id=key, words=f"{version}", happened_at=MONDAY)
    fields: dict[str, Any] = {
        "id": uuid4(),
        "type": Noted.type,
        "topic": TOPIC,
        "key": key,
        "aggversion": version,
        "headers": b"{}",
        "data": fact.model_dump_json().encode(),
    }
    return Envelope(**{**fields, **differences})


def noting(failing: Callable[[Noted], Exception | None] = lambda _: None) -> Reactions:
    """Reactions that write down each fact in the order it is applied; `failing` names what goes wrong after
    that for a fact, if anything."""
    reactions = Reactions()

    @reactions.to(Noted)
    async def apply(work: UnitOfWork, fact: Noted) -> None:
        connection = await work.connection()
        await connection.execute(
            "INSERT INTO applied (note_id, words) VALUES ($1, $2)", fact.note_id, fact.words
        )
        if (error := failing(fact)) is not None:
            raise error

    return reactions


async def within(work: UnitOfWork, do: Callable[[UnitOfWork], Awaitable[None]]) -> None:
    """Do something in a unit of work, from its beginning to its end."""
    async with work:
        await do(work)


@contextlib.asynccontextmanager
async def at_work(*runs: Callable[[], Awaitable[None]]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Relays or consumers that run for as long as the block lasts. What one of them raised is raised."""
    tasks = [asyncio.ensure_future(run()) for run in runs]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end


@dataclass
class Kit:
    """The service's database, as its application reaches it and as a superuser sees it, and the bus."""

    url: str
    rows: asyncpg.Connection
    bus: Bus
    engine: AsyncEngine
    outbox: Outbox = field(default_factory=lambda: Outbox("notes"))

    def work(self, caller: Caller | None = None, *, engine: AsyncEngine | None = None) -> UnitOfWork:
        return UnitOfWork(
            engine or self.engine,
            caller=caller or worker("notes"),
            now=MONDAY,
            outbox=self.outbox,
            keys=a_key_ring(),
        )

    async def driver(self) -> asyncpg.Connection:
        """A connection for what is done outside a unit of work."""
        return self.rows

    @contextlib.asynccontextmanager
    async def transport(self, name: str = "test") -> AsyncIterator[Transport]:
        made = self.bus.transport(name)
        try:
            yield made
        finally:
            await made.close()

    def relay(self, transport: Transport, **more: Any) -> OutboxRelay:
        return OutboxRelay(
            self.url, **{"name": "test", "outbox": self.outbox, "transport": transport, **more}
        )

    def consumer(
        self, transport: Transport, reactions: Reactions, *, name: str = "test", **more: Any
    ) -> Consumer:
        def begin(trace: Trace | None) -> UnitOfWork:
            return self.work()

        return Consumer(
            self.url, name=name, transport=transport, reactions=reactions, **{"begin": begin, **more}
        )

    async def announce(self, key: UUID, *words: str) -> None:
        """Announce one fact per word, in one unit of work."""
        async with self.work() as work:
            work.announce(*Noted.of(key, *words))

    async def waiting(self) -> int:
        """How many facts wait in the outbox."""
        count: int = await self.rows.fetchval("SELECT count(*) FROM outbox")
        return count

    async def on_the_bus(self, key: UUID | None = None) -> list[tuple[int, str]]:
        """Version and words of every fact on the bus, in its order; of one key where one is named."""
        return [
            (event.aggversion, words_of(event))
            for event in await self.bus.everything()
            if key is None or event.key == key
        ]

    async def applied(self, key: UUID | None = None) -> list[str]:
        """The words reacted to, in the order in which that happened."""
        rows = await self.rows.fetch(
            "SELECT words FROM applied WHERE $1::uuid IS NULL OR note_id = $1 ORDER BY nth", key
        )
        return [row["words"] for row in rows]

    async def dead_letters(self) -> list[asyncpg.Record]:
        return await self.rows.fetch('SELECT * FROM dead_letter ORDER BY "offset"')

    async def kill(self, name: str) -> int:
        """Terminate the service's connections called so; how many there were."""
        return len(
            await self.rows.fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = $1",
                name,
            )
        )


class Template:
    """Where each test's databases are copied from."""

    def __init__(self, server: str, run_config: RunConfig) -> None:
        self.server, self.run_config = server, run_config

    async def prepare(self) -> None:
        await databases.provision(self.server, ("notes",), self.run_config.keys.password)
        await asyncio.to_thread(upgrade, MIGRATIONS, self.run_config.database_url("notes_owner", "notes"))

    @contextlib.asynccontextmanager
    async def copied(self, *, of: str | None = None) -> AsyncIterator[str]:
        """The name of a database that is there as long as the block lasts; empty unless it is a copy."""
        name = f"{of or 'bus'}_{uuid4().hex[:8]}"
        admin = await asyncpg.connect(f"{self.server}/postgres")
        try:
            await admin.execute(
                f"CREATE DATABASE {name} TEMPLATE {of} OWNER {of}_owner" if of else f"CREATE DATABASE {name}"
            )
            if of:
                await admin.execute(f"GRANT CONNECT ON DATABASE {name} TO {of}_app")
            yield name
        finally:
            await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            await admin.close()

    @contextlib.asynccontextmanager
    async def postgres_bus(self) -> AsyncIterator[PostgresBus]:
        async with self.copied() as name:
            log = await asyncpg.connect(f"{self.server}/{name}")
            await log.execute(BUS_TABLES)
            await log.execute(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO bus_app"
            )
            try:
                yield PostgresBus(self.run_config.database_url("bus_app", name), log)
            finally:
                await log.close()

    @contextlib.asynccontextmanager
    async def kit(self, bus: Bus) -> AsyncIterator[Kit]:
        async with self.copied(of="notes") as name:
            rows = await asyncpg.connect(f"{self.server}/{name}")
            url = self.run_config.database_url("notes_app", name)
            engine = database.engine(url, pool_size=8)
            try:
                yield Kit(url, rows, bus, engine)
            finally:
                await engine.dispose()
                await rows.close()


def versions(seen: Sequence[tuple[int, str]]) -> list[int]:
    return [version for version, _ in seen]
