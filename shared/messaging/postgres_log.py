"""PostgreSQL as the message broker: a `Transport` over a log in a database of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from uuid import UUID

import asyncpg

from shared.messaging.envelope import Delivered, Envelope, partition_of
from shared.messaging.transport import RejectedByBus, split_oversized
from shared.persistence.database import connect

CHANNEL = "dolen_log"

_LOCK_HEADS = """
INSERT INTO log_head (topic, partition, next_offset)
SELECT topic, partition, 0 FROM unnest($1::text[], $2::int[]) AS wanted (topic, partition)
ORDER BY topic, partition
ON CONFLICT (topic, partition) DO UPDATE SET next_offset = log_head.next_offset
"""
# Offsets are dense because the heads are locked, and an event a dead relay already published is dropped.
_APPEND = """
WITH incoming AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[], $5::int[], $6::text[], $7::bytea[],
                         $8::bytea[]) WITH ORDINALITY
        AS e (event_id, topic, partition, key, aggversion, type, headers, data, nth)
    WHERE NOT EXISTS (SELECT FROM log WHERE log.event_id = e.event_id)
), placed AS (
    SELECT incoming.*, log_head.next_offset
           + row_number() OVER (PARTITION BY topic, partition ORDER BY nth) - 1 AS "offset"
    FROM incoming JOIN log_head USING (topic, partition)
), appended AS (
    INSERT INTO log (topic, partition, "offset", event_id, key, aggversion, type, headers, data)
    SELECT topic, partition, "offset", event_id, key, aggversion, type, headers, data FROM placed
)
UPDATE log_head SET next_offset = grown.next
FROM (SELECT topic, partition, max("offset") + 1 AS next FROM placed GROUP BY topic, partition) AS grown
WHERE (log_head.topic, log_head.partition) = (grown.topic, grown.partition)
"""
# Outside the transaction: within it, everybody who commits would wait for everybody else.
_NOTIFY = "SELECT pg_notify($1, topic) FROM unnest($2::text[]) AS topic"
_READ = """
SELECT log.* FROM unnest($2::int[], $3::bigint[]) AS place (partition, from_offset)
CROSS JOIN LATERAL (
    SELECT partition, "offset", event_id, type, key, aggversion, headers, data FROM log
    WHERE topic = $1 AND log.partition = place.partition AND log."offset" >= place.from_offset
    ORDER BY "offset" LIMIT $4
) AS log
LIMIT $4
"""


class PostgresLog:
    """A `Transport` over PostgreSQL. Two connections: one appends and reads, one listens for news."""

    def __init__(self, url: str, *, name: str) -> None:
        self._url, self._name = url, name
        self._connection: asyncpg.Connection | None = None
        self._listener: asyncpg.Connection | None = None
        self._using = asyncio.Lock()
        self._news = asyncio.Event()
        self._followed: set[str] = set()

    async def publish(self, events: Sequence[Envelope]) -> Sequence[UUID]:
        fit, refused = split_oversized(events)
        appended = await self._append(fit) if fit else []
        if refused:
            raise RejectedByBus(refused, appended)
        return appended

    async def _append(self, events: Sequence[Envelope]) -> Sequence[UUID]:
        ids, types, topics, keys, versions, headers, data = zip(*events, strict=True)
        partitions = [partition_of(key) for key in keys]
        places = sorted(set(zip(topics, partitions, strict=True)))
        async with self._borrowed() as connection:
            async with connection.transaction():
                await connection.execute(_LOCK_HEADS, [t for t, _ in places], [p for _, p in places])
                await connection.execute(
                    _APPEND,
                    *(ids, topics, partitions, keys, versions, types, headers, data),
                )
            await connection.execute(_NOTIFY, CHANNEL, sorted(set(topics)))
        return ids

    async def read(self, topic: str, offsets: Mapping[int, int], *, limit: int) -> list[Delivered]:
        self._followed.add(topic)
        async with self._borrowed() as connection:
            rows = await connection.fetch(_READ, topic, list(offsets), list(offsets.values()), limit)
        return [
            Delivered(Envelope(id, type_, topic, key, version, headers, data), partition, offset)
            for partition, offset, id, type_, key, version, headers, data in rows
        ]

    async def heads(self, topic: str) -> dict[int, int]:
        async with self._borrowed() as connection:
            rows = await connection.fetch(
                "SELECT partition, next_offset FROM log_head WHERE topic = $1", topic
            )
        return {row["partition"]: row["next_offset"] for row in rows}

    async def wait(self, *, seconds: float) -> None:
        if self._listener is None or self._listener.is_closed():
            listener = await connect(self._url, name=f"{self._name} listens")
            self._listener = listener
            try:
                await listener.add_listener(CHANNEL, self._on_notification)
            except BaseException:
                listener.terminate()
                raise
        try:
            # and not wait_for: in Python 3.11 it can swallow a cancellation
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()

    def _on_notification(self, _connection: object, _pid: int, _channel: str, topic: object) -> None:
        """Wake who waits, unless the topic is not read here."""
        if topic in self._followed:
            self._news.set()

    async def ready(self) -> None:
        async with self._borrowed() as connection:
            await connection.execute("SELECT FROM log_head LIMIT 0")

    async def close(self) -> None:
        for connection in (self._connection, self._listener):
            if connection is not None and not connection.is_closed():
                connection.terminate()

    @contextlib.asynccontextmanager
    async def _borrowed(self) -> AsyncIterator[asyncpg.Connection]:
        """Lend the connection to one caller at a time. One on which something went wrong is not used again,
        because nobody knows what state it is in."""
        async with self._using:
            if self._connection is None or self._connection.is_closed():
                self._connection = await connect(self._url, name=f"{self._name} bus")
            try:
                yield self._connection
            except BaseException:
                self._connection.terminate()
                raise
