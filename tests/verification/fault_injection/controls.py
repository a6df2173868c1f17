"""Controls of the harness: four ways to carry facts that are known to fail, which it must report."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import clock
from shared.auth.caller import worker
from shared.field_encryption.key_files import development_key
from shared.field_encryption.key_ring import KeyRing
from shared.ids import new_id
from shared.messaging.envelope import Delivered, partition_of
from shared.messaging.outbox import Outbox, Trace
from shared.messaging.transport import Transport
from shared.persistence import database
from shared.unit_of_work import UnitOfWork
from shared.workers import inbox
from shared.workers.consumer import Consumer
from shared.workers.outbox_relay import OutboxRelay
from tests.eventually import eventually, insisted
from tests.verification.fault_injection.counting import HAPPENED_AT, Command, Counted, applying, count
from tests.verification.fault_injection.routes import Lane, everything, place_of
from tests.verification.fault_injection.server import Look
from tests.verification.fault_injection.verdict import Found, compared, once

_WRITERS: Final = 8
_COMMANDS: Final = 60
_COUNTERS: Final = 6

# every transaction stays open for a moment after its last statement
_LINGER = """
CREATE OR REPLACE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_sleep(random() * 0.02); RETURN NULL; END $$
"""
_CACHE_32 = "ALTER SEQUENCE outbox_seq_seq CACHE 32"
_BEHIND = "SELECT seq, event_id, type, topic, key, aggversion, headers, data FROM outbox WHERE seq > $1"
_EARLY = """
INSERT INTO outbox (event_id, topic, key, partition, aggversion, type, headers, data)
VALUES ($1, $2, $3, $4, 0, $5, '{}', '') RETURNING seq
"""
_MOVE = """
INSERT INTO counter VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET last = counter.last + 1 RETURNING last
"""


@dataclass
class Ground:
    """Where one control takes place: databases and a lane that nobody else uses."""

    source_url: str
    sink_url: str
    lane: Lane
    source: Look
    sink: Look
    seed: int
    outbox: Outbox = field(default_factory=lambda: Outbox("prove"))

    def begin(self, engine: AsyncEngine) -> Callable[[Trace | None], UnitOfWork]:
        keys = KeyRing.reading(development_key, service="prove")

        def begin(trace: Trace | None) -> UnitOfWork:
            return UnitOfWork(
                engine,
                caller=worker("prove"),
                now=clock.now(),
                outbox=self.outbox,
                keys=keys,
                trace=trace,
            )

        return begin

    def relay(self, transport: Transport) -> OutboxRelay:
        return OutboxRelay(self.source_url, name="control", outbox=self.outbox, transport=transport)

    async def committed(self) -> list[tuple[UUID, int]]:
        return [(row[0], row[1]) for row in await self.source.rows("SELECT counter_id, number FROM counted")]

    async def carried(self) -> Found:
        """What is wrong with what is on the bus."""
        events = once(await everything(self.lane))
        return compared(await self.committed(), [place_of(event) for event in events])

    async def is_sent(self) -> bool:
        return bool(await self.source.value("SELECT count(*) FROM outbox") == 0)

    async def write(self, one: Callable[[asyncpg.Connection | None, Random], Awaitable[None]]) -> None:
        """Writers side by side, each doing `one` again and again."""

        async def writes(nth: int) -> None:
            rng = Random(f"{self.seed} writer {nth}")
            for _ in range(_COMMANDS):
                await one(None, rng)

        await asyncio.gather(*(writes(nth) for nth in range(_WRITERS)))

    async def commands(self) -> None:
        """Commands as they should be done."""
        engine = database.engine(self.source_url, pool_size=2 * _WRITERS)
        begin = self.begin(engine)

        async def one(_: asyncpg.Connection | None, rng: Random) -> None:
            async with begin(None) as work:
                await count(work, Command(new_id(), (_counter(rng),)))

        try:
            await self.write(one)
        finally:
            await engine.dispose()


def _counter(rng: Random) -> UUID:
    return UUID(int=rng.randint(1, _COUNTERS))


@contextlib.asynccontextmanager
async def _running(*runs: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(run()) for run in runs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end


class _NaiveRelay(OutboxRelay):
    """Takes the highest number it has seen for proof that there is nothing below it."""

    last = 0

    async def _relay_owned(self, connection: asyncpg.Connection) -> None:
        while True:
            rows = await connection.fetch(f"{_BEHIND} ORDER BY seq LIMIT 500", self.last)
            if rows:
                await self._publish(rows)
                await connection.execute(
                    "DELETE FROM outbox WHERE seq = ANY($1)", [row["seq"] for row in rows]
                )
                self.last = rows[-1]["seq"]
            else:
                await self._outbox.wait(seconds=0.02)


async def naive_cursor(ground: Ground) -> Found:
    await ground.source.rows(_LINGER)
    transport = ground.lane.transport("control")
    relay = _NaiveRelay(ground.source_url, name="control", outbox=ground.outbox, transport=transport)

    async def is_at_the_end() -> bool:
        return bool(await ground.source.value("SELECT count(*) FROM outbox WHERE seq > $1", relay.last) == 0)

    async with _running(relay.run):
        await ground.commands()
        await eventually(is_at_the_end)
    await transport.close()
    return await ground.carried()


async def cache_of_32(ground: Ground) -> Found:
    """Sessions that number their rows ahead."""
    await ground.source.rows(_CACHE_32)
    return await _carried_afterwards(ground, ground.commands)


async def early_outbox_row(ground: Ground) -> Found:
    """A row that is numbered before the order of its counter's moves is settled."""
    pool = await asyncpg.create_pool(ground.source_url, min_size=_WRITERS, max_size=_WRITERS)

    async def one(_: asyncpg.Connection | None, rng: Random) -> None:
        counter = _counter(rng)
        async with pool.acquire() as connection, connection.transaction():
            seq = await connection.fetchval(
                _EARLY, new_id(), Counted.topic, counter, partition_of(counter), Counted.type
            )
            await connection.execute("SELECT pg_sleep(random() * 0.01)")
            number = await connection.fetchval(_MOVE, counter)
            await connection.execute("INSERT INTO counted VALUES ($1, $2, $3, '')", counter, number, new_id())
            fact = Counted(counter_id=counter, number=number, happened_at=HAPPENED_AT)
            await connection.execute(
                "UPDATE outbox SET aggversion = $2, data = $3 WHERE seq = $1",
                *(seq, number, fact.model_dump_json().encode()),
            )

    try:
        return await _carried_afterwards(ground, lambda: ground.write(one))
    finally:
        pool.terminate()


async def _carried_afterwards(ground: Ground, write: Callable[[], Awaitable[None]]) -> Found:
    """The real relay comes to a backlog."""
    await write()
    transport = ground.lane.transport("control")
    async with _running(ground.relay(transport).run):
        await eventually(ground.is_sent)
    await transport.close()
    return await ground.carried()


async def no_inbox(ground: Ground) -> Found:
    """A consumer that trusts the bus to bring everything once, and is set back."""
    outgoing, incoming = ground.lane.transport("control sends"), ground.lane.transport("control reads")
    engine = database.engine(ground.sink_url, pool_size=4)
    consumer = Consumer(
        ground.sink_url,
        name="control",
        transport=incoming,
        reactions=applying(lambda: True),
        begin=ground.begin(engine),
    )

    async def has_read_all() -> bool:
        heads = await insisted(partial(outgoing.heads, Counted.topic))
        rows = await ground.sink.rows("SELECT partition, next_offset FROM consumer_offset")
        return bool(heads) and dict(map(tuple, rows)) == heads

    with _without_inbox():
        async with _running(ground.relay(outgoing).run, consumer.run):
            await ground.commands()
            await eventually(ground.is_sent)
            await eventually(has_read_all)
            await ground.sink.rows("UPDATE consumer_offset SET next_offset = greatest(0, next_offset - 20)")
            await eventually(has_read_all)
    for transport in (outgoing, incoming):
        await transport.close()
    await engine.dispose()
    applied = await ground.sink.rows("SELECT counter_id, number FROM applied ORDER BY nth")
    return compared(await ground.committed(), [(row[0], row[1]) for row in applied])


@contextlib.contextmanager
def _without_inbox() -> Any:
    kept = inbox.accept

    async def take(
        connection: asyncpg.Connection,
        topic: str,
        delivered: Sequence[Delivered],
        *,
        ending: Collection[str] = (),
    ) -> tuple[list[Delivered], list[Delivered]]:
        return list(delivered), []

    inbox.accept = take
    try:
        yield
    finally:
        inbox.accept = kept


CONTROLS: Final[dict[str, tuple[Callable[[Ground], Awaitable[Found]], Callable[[Found], int]]]] = {
    "cursor instead of watermark and delete": (naive_cursor, lambda found: found.lost),
    "no inbox": (no_inbox, lambda found: found.duplicated),
    "sequence CACHE 32": (cache_of_32, lambda found: found.inverted),
    "outbox row before the aggregate's lock": (early_outbox_row, lambda found: found.inverted),
}
"""What is left out → how that is tried, and how many failures of the expected kind there have to be."""
