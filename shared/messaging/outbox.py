"""Where announced facts wait: rows written last in the transaction that made them true."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import BigInteger, Column, LargeBinary
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.ids import new_id
from shared.messaging.envelope import partition_of
from shared.messaging.fact import Fact
from shared.persistence.bulk import insert_many

_NEXT_VERSIONS = """
INSERT INTO announced (topic, key, version)
SELECT * FROM unnest($1::text[], $2::uuid[], $3::int[])
ON CONFLICT (topic, key) DO UPDATE SET version = announced.version + excluded.version
RETURNING topic, key, version
"""

Place = tuple[str, UUID]
"""The topic and key of a fact: what its versions are counted by."""


class _Base(SQLModel, registry=registry()):
    """A registry of its own: the table is there once in every service's database."""


class OutboxRow(_Base, table=True):
    """A fact that waits to be sent; the database numbers the rows by `seq`."""

    __tablename__ = "outbox"

    seq: int = Field(sa_column=Column(BigInteger, primary_key=True))
    event_id: UUID
    topic: str
    key: UUID
    partition: int
    aggversion: int
    type: str
    headers: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


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
        places = [(fact.topic, fact.subject()) for fact in facts]
        versions = await self._versions(connection, Counter(places))
        common = _common(self.source, recorded_at, trace)
        rows = []
        for fact, place in zip(facts, places, strict=True):
            event_id, (topic, key) = new_id(), place
            versions[place] += 1
            headers = orjson.dumps({"time": fact.happened_at, "correlationid": event_id, **common})
            data = fact.model_dump_json().encode()
            rows.append(
                {
                    "event_id": event_id,
                    "topic": topic,
                    "key": key,
                    "partition": partition_of(key),
                    "aggversion": versions[place],
                    "type": fact.type,
                    "headers": headers,
                    "data": data,
                }
            )
        await insert_many(connection, OutboxRow, rows)

    @staticmethod
    async def _versions(connection: asyncpg.Connection, counts: Counter[Place]) -> dict[Place, int]:
        """The last version of each key before these, which are counted from now on."""
        keys = sorted(counts, key=lambda place: (place[0], place[1].int))  # all lock in the same order
        rows = await connection.fetch(
            _NEXT_VERSIONS,
            [topic for topic, _ in keys],
            [key for _, key in keys],
            [counts[key] for key in keys],
        )
        return {(topic, key): version - counts[topic, key] for topic, key, version in rows}

    def signal(self) -> None:
        """Tell relays, in this process and in others, that there is something to send."""
        self._woken.set()
        self._announced.set()

    def wake(self) -> None:
        """Tell a relay in this process that another one may have left it something to send."""
        self._woken.set()

    async def announced(self) -> None:
        """Wait until there is something to tell other processes."""
        await self._announced.wait()
        self._announced.clear()

    async def wait(self, *, seconds: float) -> None:
        """Wait until `signal` or `wake` was called, at most `seconds`: what nobody was told of is found by
        looking."""
        try:
            # and not wait_for: in Python 3.11 it can swallow a cancellation
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()


def _common(source: str, recorded_at: datetime, trace: Trace) -> dict[str, str]:
    """The attributes that all facts of one work share. One that begins a chain is its own correlation."""
    attributes = {"source": source, "recordedat": recorded_at.isoformat()}
    if trace.correlation_id:
        attributes["correlationid"] = trace.correlation_id
    if trace.causation_id:
        attributes["causationid"] = trace.causation_id
    if trace.traceparent:
        attributes["traceparent"] = trace.traceparent
    return attributes
