"""The transactional outbox: writes announced facts as the last rows of the transaction that made them true,
to be sent by a relay (`shared.workers.outbox_relay`)."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
import orjson

from shared.ids import new_id
from shared.messaging.envelope import partition_of
from shared.messaging.fact import Fact
from shared.messaging.tables import OutboxRow
from shared.persistence.bulk import insert_many

_NEXT_VERSIONS = """
INSERT INTO announced (topic, key, version)
SELECT * FROM unnest($1::text[], $2::uuid[], $3::int[])
ON CONFLICT (topic, key) DO UPDATE SET version = announced.version + excluded.version
RETURNING topic, key, version
"""
TopicKey = tuple[str, UUID]
"""The topic and key of a fact; its versions are counted by them."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What an announced fact follows from: one correlation runs through a whole chain of facts."""

    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None


class Outbox:
    """The outbox of one service. Writing to it is the last thing a transaction does: the row that counts a
    key's versions is locked first, so that per key the order of `seq` is the order of `aggversion`."""

    def __init__(self, service: str) -> None:
        self.source = f"urn:dolen:{service}"
        self._woken = asyncio.Event()
        self._announced = asyncio.Event()

    async def record(
        self,
        connection: asyncpg.Connection,
        facts: Sequence[Fact],
        *,
        recorded_at: datetime,
        trace: Trace,
    ) -> None:
        """Write `facts`, in their order, with a constant number of statements."""
        keys = [(fact.topic, fact.subject()) for fact in facts]
        versions = await self._versions(connection, Counter(keys))
        common = _common(self.source, recorded_at, trace)
        rows = []
        for fact, (topic, key) in zip(facts, keys, strict=True):
            event_id = new_id()
            versions[topic, key] += 1
            headers = orjson.dumps({"time": fact.happened_at, "correlationid": event_id, **common})
            rows.append(
                {
                    "event_id": event_id,
                    "topic": topic,
                    "key": key,
                    "partition": partition_of(key),
                    "aggversion": versions[topic, key],
                    "type": fact.type,
                    "headers": headers,
                    "data": fact.model_dump_json().encode(),
                }
            )
        await insert_many(connection, OutboxRow, rows)

    @staticmethod
    async def _versions(connection: asyncpg.Connection, counts: Counter[TopicKey]) -> dict[TopicKey, int]:
        """Count these facts, and return the version that each key had before them."""
        keys = sorted(counts, key=lambda each: (each[0], each[1].int))  # all lock in the same order
        rows = await connection.fetch(
            _NEXT_VERSIONS,
            [topic for topic, _ in keys],
            [key for _, key in keys],
            [counts[key] for key in keys],
        )
        return {(topic, key): version - counts[topic, key] for topic, key, version in rows}

    def signal(self) -> None:
        """Wake relays, in this process and (through `announced`) in others: there is something to send."""
        self._woken.set()
        self._announced.set()

    def wake(self) -> None:
        """Wake the relay in this process: another process may have announced something."""
        self._woken.set()

    async def announced(self) -> None:
        """Wait until something is announced here that other processes have to be notified of."""
        await self._announced.wait()
        self._announced.clear()

    async def wait(self, *, seconds: float) -> None:
        """Wait until `signal` or `wake` is called, at most `seconds`: a fact whose notification was lost is
        found by looking."""
        try:
            # and not wait_for: in Python 3.11 it can swallow a cancellation
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()


def _common(source: str, recorded_at: datetime, trace: Trace) -> dict[str, str]:
    """Return the attributes that all facts of one unit of work share. A fact that begins a chain is its own
    correlation."""
    attributes = {"source": source, "recordedat": recorded_at.isoformat()}
    if trace.correlation_id:
        attributes["correlationid"] = trace.correlation_id
    if trace.causation_id:
        attributes["causationid"] = trace.causation_id
    if trace.traceparent:
        attributes["traceparent"] = trace.traceparent
    return attributes
