"""Consumes other services' facts: inbox, effects, announcements and offset are one transaction."""

import asyncio
from collections.abc import Callable
from itertools import takewhile
from time import monotonic

import asyncpg
import structlog

from shared.messaging.envelope import PARTITIONS, Delivered
from shared.messaging.outbox import Trace
from shared.messaging.transport import Transport
from shared.persistence.database import connect, is_transient
from shared.refusal import Unavailable
from shared.unit_of_work import UnitOfWork
from shared.workers import dead_letters, inbox
from shared.workers.partition_lease import LEASE_SECONDS, PartitionLease
from shared.workers.reactions import Reactions

log = structlog.get_logger()

OWNERSHIP = 0x00D01E5
"""The class of advisory locks by which consumers of one database share out partitions."""

_IDLE_SECONDS = 0.5
_RETRY_SECONDS = 0.5
_LOOK_BACK_SECONDS = 1.0
_ATTEMPTS = 3

# a process that is stopped in the middle must not keep its successor waiting for its row locks
_IDLE_TIMEOUT = f"SET LOCAL idle_in_transaction_session_timeout = '{LEASE_SECONDS}s'"


class Consumer:
    """Takes in every topic its service reacts to. Several may run beside each other: each reads its share of
    the partitions, and the offset in PostgreSQL is the only truth, so a second reader could at worst find
    the work done.

    A batch is one transaction. When it fails for good, it is bisected until the fact that cannot be applied
    is found, which is set aside as a dead letter; later facts of its key find a gap and are parked behind it,
    while other keys go on. A fact that ends its key waits for none of them, and they are deleted with it."""

    def __init__(
        self,
        url: str,
        *,
        name: str,
        transport: Transport,
        reactions: Reactions,
        begin: Callable[[Trace | None], UnitOfWork],
        batch: int = 1000,
    ) -> None:
        self._url, self._name = url, name
        self._transport, self._reactions, self._begin = transport, reactions, begin
        self._batch = batch
        self._look_back_at = 0.0
        self._first: dict[str, int] = {}  # the partition of a topic that is read before the others

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
        share = PartitionLease(connection, kind=OWNERSHIP)
        await share.join()
        while True:
            await share.rebalance()
            if not share.owned:
                await asyncio.sleep(_IDLE_SECONDS)
                continue
            await self._retry_dead_letters(connection, share)
            moved = False
            for topic in self._reactions.topics:
                moved |= await self._poll_topic(connection, share, topic)
            if not moved:
                await self._transport.wait(seconds=_IDLE_SECONDS)

    async def _poll_topic(self, connection: asyncpg.Connection, share: PartitionLease, topic: str) -> bool:
        """Take in one batch of a topic. Returns whether there was anything."""
        known = await inbox.offsets(connection, topic)
        first = self._first.get(topic, 0)
        # the partition with the most to read fills a batch: the next batch begins with the one after it
        wanted = {n: known.get(n, 0) for n in sorted(share.owned, key=lambda n: (n - first) % PARTITIONS)}
        batch = await share.with_heartbeat(self._transport.read(topic, wanted, limit=self._batch))
        if not batch or not await self._caught_up_before(connection, share, topic):
            return False
        await share.with_heartbeat(self._take_in_batch(topic, batch))
        self._first[topic] = batch[-1].partition + 1
        return True

    async def _take_in_batch(self, topic: str, batch: list[Delivered]) -> None:
        """Apply a batch in one transaction. Where that fails for good, take in its halves, the first and then
        the second: a poisonous fact among n costs some 2 log2(n) transactions, and not n."""
        if len(batch) == 1:
            await self._apply_one(topic, batch[0])
            return
        try:
            await self._apply(topic, batch)
        except Exception as error:
            if is_transient(error) or isinstance(error, Unavailable):
                raise
            log.warning("consumer.batch-failed", topic=topic, facts=len(batch), error=type(error).__name__)
        else:
            return
        middle = len(batch) // 2
        await self._take_in_batch(topic, batch[:middle])
        await self._take_in_batch(topic, batch[middle:])

    async def _caught_up_before(
        self, connection: asyncpg.Connection, share: PartitionLease, topic: str
    ) -> bool:
        """Take in what is on the topics that come before this one. Returns whether all of it was to be had.
        What follows from a fact is announced after it, so whoever has read the one and then looks finds the
        other: of one key, an outcome does not overtake the registration that led to it."""
        for earlier in takewhile(lambda each: each != topic, self._reactions.topics):
            heads = await share.with_heartbeat(self._transport.heads(earlier))
            while await self._is_behind(connection, earlier, {n: heads.get(n, 0) for n in share.owned}):
                if not await self._poll_topic(connection, share, earlier):
                    return False
        return True

    @staticmethod
    async def _is_behind(connection: asyncpg.Connection, topic: str, heads: dict[int, int]) -> bool:
        known = await inbox.offsets(connection, topic)
        return any(known.get(n, 0) < head for n, head in heads.items())

    async def _apply(self, topic: str, batch: list[Delivered]) -> None:
        trace = Trace(causation_id=str(batch[0].envelope.id)) if len(batch) == 1 else None
        async with self._begin(trace) as work:
            connection = await work.connection()
            await connection.execute(_IDLE_TIMEOUT)
            ending = self._reactions.ending
            apply, park = await inbox.accept(connection, topic, batch, ending=ending)
            for each in park:
                log.error(
                    "consumer.gap", topic=topic, key=str(each.envelope.key), event_id=str(each.envelope.id)
                )
            await dead_letters.add(connection, park, reason="parked", error="gap", attempts=0)
            await self._reactions.react(work, [(each.envelope.type, each.envelope.data) for each in apply])
            ended = [each.envelope for each in apply if each.envelope.type in ending]
            if ended:
                await dead_letters.remove_before(connection, topic, ended)
            await inbox.save_offsets(connection, topic, batch)

    async def _apply_one(self, topic: str, each: Delivered) -> None:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                await self._apply(topic, [each])
            except Exception as error:
                if is_transient(error) or isinstance(error, Unavailable):
                    raise
                if attempt == _ATTEMPTS:
                    await self._dead_letter(topic, each, error)
            else:
                return

    async def _retry_dead_letters(self, connection: asyncpg.Connection, share: PartitionLease) -> None:
        """Apply the dead letters that are ready: the gap before one was filled, or somebody requeued it."""
        if monotonic() < self._look_back_at:
            return
        topics = self._reactions.topics
        while (each := await dead_letters.next_ready(connection, share.owned, topics)) is not None:
            await share.with_heartbeat(self._retry(each))
        self._look_back_at = monotonic() + _LOOK_BACK_SECONDS

    async def _retry(self, each: Delivered) -> None:
        envelope = each.envelope
        try:
            async with self._begin(Trace(causation_id=str(envelope.id))) as work:
                connection = await work.connection()
                await connection.execute(_IDLE_TIMEOUT)
                if await dead_letters.remove(connection, envelope.id) and await inbox.accept_redelivered(
                    connection, each
                ):
                    await self._reactions.react(work, [(envelope.type, envelope.data)])
        except Exception as error:
            if is_transient(error) or isinstance(error, Unavailable):
                raise
            kind = type(error).__name__
            log.error("consumer.dead-letter", topic=envelope.topic, event_id=str(envelope.id), error=kind)
            async with self._begin(None) as work:
                await dead_letters.failed_again(await work.connection(), envelope.id, kind, attempts=1)

    async def _dead_letter(self, topic: str, each: Delivered, error: Exception) -> None:
        """Set a poisonous fact aside. Only the kind of error is kept: its text may quote the data."""
        kind = type(error).__name__
        log.error("consumer.dead-letter", topic=topic, event_id=str(each.envelope.id), error=kind)
        async with self._begin(None) as work:
            connection = await work.connection()
            await dead_letters.add(connection, [each], reason="poison", error=kind, attempts=_ATTEMPTS)
            await inbox.save_offsets(connection, topic, [each])
