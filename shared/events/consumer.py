"""How a service takes in other services' facts: inbox rows, effects, announcements and offset in one
transaction."""

import asyncio
import time
from collections.abc import Callable

import asyncpg
import structlog

from shared.db import connect, is_transient
from shared.events import inbox
from shared.events.envelope import PARTITIONS, Delivered
from shared.events.outbox import Trace
from shared.events.reactions import Reactions
from shared.events.transport import Transport
from shared.refusal import Unavailable
from shared.work import Work

log = structlog.get_logger()

OWNERSHIP = 0x00D01E5
"""The class of advisory locks by which consumers of one database share out partitions."""

_IDLE_SECONDS = 0.5
_OWN_SECONDS = 0.5
_RETRY_SECONDS = 0.5
_ATTEMPTS = 3


class Consumer:
    """Takes in every topic its service reacts to. Several may run beside each other: a partition is read by
    whoever holds its advisory lock, and its offset in PostgreSQL is the only truth, so a second reader
    could at worst find the work done.

    A batch is one transaction. When it fails for good, it is taken one fact at a time, and the fact that
    cannot be applied is set aside as a dead letter; later facts of its key find a gap and are parked behind
    it, while other keys go on."""

    def __init__(
        self,
        url: str,
        *,
        name: str,
        transport: Transport,
        reactions: Reactions,
        begin: Callable[[Trace | None], Work],
        batch: int = 1000,
    ) -> None:
        self._url, self._name = url, name
        self._transport, self._reactions, self._begin = transport, reactions, begin
        self._batch = batch

    async def run(self) -> None:
        """Consume until cancelled; lost connections are tried again."""
        while True:
            try:
                connection = await connect(self._url, name=f"{self._name} consumer")
                try:
                    await self._consume(connection)
                finally:
                    connection.terminate()
            except Exception as error:
                if not (is_transient(error) or isinstance(error, Unavailable)):
                    raise
                log.warning("consumer.interrupted", error=type(error).__name__)
                await asyncio.sleep(_RETRY_SECONDS)

    async def _consume(self, connection: asyncpg.Connection) -> None:
        owned: list[int] = []
        look_again_at = 0.0
        while True:
            if len(owned) < PARTITIONS and time.monotonic() >= look_again_at:
                # whoever held the others may have died
                owned += await self._own(connection, besides=owned)
                look_again_at = time.monotonic() + _OWN_SECONDS
            if not owned:
                await asyncio.sleep(_IDLE_SECONDS)
                continue
            moved = False
            for topic in self._reactions.topics:
                moved |= await self.take_in(connection, topic, owned)
            if not moved:
                await self._transport.wait(seconds=_IDLE_SECONDS)

    async def _own(self, connection: asyncpg.Connection, *, besides: list[int]) -> list[int]:
        """The partitions nobody else reads, `besides` those that are ours already."""
        free = [n for n in range(PARTITIONS) if n not in besides]
        rows = await connection.fetch(
            "SELECT n FROM unnest($2::int[]) AS n WHERE pg_try_advisory_lock($1, n)", OWNERSHIP, free
        )
        return [row["n"] for row in rows]

    async def take_in(self, connection: asyncpg.Connection, topic: str, partitions: list[int]) -> bool:
        """Take in one batch of a topic; whether there was anything."""
        known = await inbox.offsets(connection, topic)
        batch = await self._transport.read(topic, {n: known.get(n, 0) for n in partitions}, limit=self._batch)
        if not batch:
            return False
        try:
            await self._apply(topic, batch)
        except Exception as error:
            if is_transient(error) or isinstance(error, Unavailable):
                raise
            log.warning("consumer.batch-failed", topic=topic, facts=len(batch), error=type(error).__name__)
            for each in batch:
                await self._apply_one(topic, each)
        return True

    async def _apply(self, topic: str, batch: list[Delivered]) -> None:
        trace = Trace(causation_id=str(batch[0].envelope.id)) if len(batch) == 1 else None
        async with self._begin(trace) as work:
            connection = await work.connection()
            apply, park = await inbox.take(connection, topic, batch)
            for each in park:
                log.error(
                    "consumer.gap", topic=topic, key=str(each.envelope.key), event_id=str(each.envelope.id)
                )
                await inbox.set_aside(connection, each, reason="parked", error="gap", attempts=0)
            await self._reactions.react(work, [(each.envelope.type, each.envelope.data) for each in apply])
            await inbox.save_offsets(connection, topic, batch)

    async def _apply_one(self, topic: str, each: Delivered) -> None:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                await self._apply(topic, [each])
            except Exception as error:
                if is_transient(error) or isinstance(error, Unavailable):
                    raise
                if attempt == _ATTEMPTS:
                    await self._bury(topic, each, error)
            else:
                return

    async def _bury(self, topic: str, each: Delivered, error: Exception) -> None:
        """Set a poisonous fact aside. Only the kind of error is kept: its text may quote the data."""
        kind = type(error).__name__
        log.error("consumer.dead-letter", topic=topic, event_id=str(each.envelope.id), error=kind)
        async with self._begin(None) as work:
            connection = await work.connection()
            await inbox.set_aside(connection, each, reason="poison", error=kind, attempts=_ATTEMPTS)
            await inbox.save_offsets(connection, topic, [each])
