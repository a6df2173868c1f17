"""The limits that speed is held against: what the drivers do by themselves with as many rows or records."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson

from deploy.kafka.topics import declare
from shared.messaging.envelope import PARTITIONS
from shared.messaging.kafka.connections import start_producer

BATCH = 500
_AT_ONCE = 1000
_FACT = b"f" * 600
"""As many bytes as a fact with its attributes."""
_INSERT = "INSERT INTO limit_of_insert SELECT * FROM unnest($1::uuid[], $2::bytea[])"
_TABLE = """
CREATE TABLE limit_of_copy (
    id uuid PRIMARY KEY, provider uuid NOT NULL, source text NOT NULL, event_id text NOT NULL,
    type text NOT NULL, subject text NOT NULL, programme text, happened_at timestamptz NOT NULL,
    happened_on date NOT NULL, data jsonb NOT NULL, recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL
);
CREATE INDEX ON limit_of_copy (provider, subject);
CREATE INDEX ON limit_of_copy (type, happened_at);
"""


async def copied_rows_per_second(server: str, events: Iterable[tuple[UUID, Mapping[str, Any]]]) -> float:
    """Rows per second of autocommitted `COPY`s of 500 into an indexed table of twelve columns, over one
    connection, with the server's settings as they are (fsync on). `events` are providers and what they post:
    the rows are what one would keep who did nothing else with them."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute("DROP TABLE IF EXISTS limit_of_copy")
        await connection.execute(_TABLE)
        rows = [_row(provider, event) for provider, event in events]
        started = perf_counter()
        for at in range(0, len(rows), BATCH):
            await connection.copy_records_to_table("limit_of_copy", records=rows[at : at + BATCH])
        elapsed = perf_counter() - started
        await connection.execute("DROP TABLE limit_of_copy")
        return len(rows) / elapsed
    finally:
        await connection.close()


def _row(provider: UUID, event: Mapping[str, Any]) -> tuple[Any, ...]:
    at = datetime.fromisoformat(event["time"])
    return (
        *(uuid4(), provider, event["source"], event["id"], event["type"], event["subject"]),
        *(event.get("programme"), at, at.date(), orjson.dumps(event["data"]).decode()),
        *(datetime.now(UTC), "limit"),
    )


async def inserted_rows_per_second(server: str, rows: int) -> float:
    """Rows per second of `INSERT … unnest` in autocommitted thousands, of an id and as many bytes as a fact,
    into a table with a key and no more."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute("CREATE TABLE limit_of_insert (id uuid PRIMARY KEY, data bytea NOT NULL)")
        data = [_FACT] * _AT_ONCE
        started = perf_counter()
        for _ in range(rows // _AT_ONCE):
            ids = [uuid4() for _ in range(_AT_ONCE)]
            await connection.execute(_INSERT, ids, data)
        elapsed = perf_counter() - started
        await connection.execute("DROP TABLE limit_of_insert")
        return rows / elapsed
    finally:
        await connection.close()


async def sent_records_per_second(brokers: str, rows: int) -> float:
    """Records per second of as many bytes as a fact, in batches over twelve partitions, a thousand at a time
    and each thousand acknowledged before the next."""
    topic = "limit.of.sending"
    await declare(brokers, [topic])
    producer = await start_producer(brokers, name="limit")
    try:
        started = perf_counter()
        for _ in range(rows // _AT_ONCE):
            sending = []
            for partition in range(PARTITIONS):
                batch = producer.create_batch()
                for _ in range(_AT_ONCE // PARTITIONS + 1):
                    batch.append(key=uuid4().bytes, value=_FACT, timestamp=None)
                batch.close()
                sending.append(await producer.send_batch(batch, topic, partition=partition))
            await asyncio.gather(*sending)
        return rows / (perf_counter() - started)
    finally:
        await producer.stop()
