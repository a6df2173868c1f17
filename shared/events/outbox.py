"""Where announced facts wait: rows written last in the transaction that made them true."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
import orjson

from shared.events.envelope import Envelope, partition_of
from shared.events.fact import Fact
from shared.ids import new_id

_NEXT_VERSIONS = """
INSERT INTO announced (topic, key, version)
SELECT * FROM unnest($1::text[], $2::uuid[], $3::int[])
ON CONFLICT (topic, key) DO UPDATE SET version = announced.version + excluded.version
RETURNING topic, key, version
"""
_RECORD = """
INSERT INTO outbox (event_id, topic, key, partition, aggversion, type, headers, data)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::int[], $5::int[], $6::text[], $7::bytea[],
                     $8::bytea[])
"""


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
        counts = Counter((fact.topic, fact.subject()) for fact in facts)
        keys = sorted(counts)  # everybody locks in the same order
        rows = await connection.fetch(
            _NEXT_VERSIONS,
            [topic for topic, _ in keys],
            [key for _, key in keys],
            [counts[key] for key in keys],
        )
        last = {(row["topic"], row["key"]): row["version"] - counts[row["topic"], row["key"]] for row in rows}
        envelopes = []
        for fact in facts:
            place = (fact.topic, fact.subject())
            last[place] += 1
            envelopes.append(self._envelope(fact, place[1], last[place], recorded_at, trace))
        await connection.execute(_RECORD, *_columns(envelopes))

    def _envelope(self, fact: Fact, key: UUID, version: int, recorded_at: datetime, trace: Trace) -> Envelope:
        event_id = new_id()
        headers = {
            "source": self.source,
            "time": fact.happened_at,
            "recordedat": recorded_at,
            "correlationid": trace.correlation_id or str(event_id),
        }
        if trace.causation_id:
            headers["causationid"] = trace.causation_id
        if trace.traceparent:
            headers["traceparent"] = trace.traceparent
        return Envelope(
            id=event_id,
            type=fact.type,
            topic=fact.topic,
            key=key,
            aggversion=version,
            headers=orjson.dumps(headers),
            data=fact.model_dump_json().encode(),
        )

    def wake(self) -> None:
        """Tell relays, in this process and in others, that there is something to send."""
        self._woken.set()
        self._announced.set()

    def heard(self) -> None:
        """Tell a relay in this process that another one may have left it something to send."""
        self._woken.set()

    async def announced(self) -> None:
        """Wait until there is something to tell other processes."""
        await self._announced.wait()
        self._announced.clear()

    async def woken(self, *, seconds: float) -> None:
        """Wait until `wake` or `heard` was called, at most `seconds`: what nobody was told of is found by
        looking."""
        try:
            # and not wait_for: in Python 3.11 it can swallow a cancellation
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()


def _columns(envelopes: Sequence[Envelope]) -> tuple[list[object], ...]:
    return (
        [e.id for e in envelopes],
        [e.topic for e in envelopes],
        [e.key for e in envelopes],
        [partition_of(e.key) for e in envelopes],
        [e.aggversion for e in envelopes],
        [e.type for e in envelopes],
        [e.headers for e in envelopes],
        [e.data for e in envelopes],
    )
