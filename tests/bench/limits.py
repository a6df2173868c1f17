"""The limits that speed is held against: what the drivers do by themselves with as many rows or records."""

import asyncio
from datetime import UTC, date, datetime
from time import perf_counter
from uuid import uuid4

import asyncpg

from deploy.kafka.topics import declare
from shared.events.envelope import PARTITIONS
from shared.events.kafka.clients import a_producer

BATCH = 500
_AT_ONCE = 1000
_FACT = b"f" * 600
"""As many bytes as a fact with its attributes."""
_INSERT = "INSERT INTO limit_of_insert SELECT * FROM unnest($1::uuid[], $2::bytea[])"
_TABLE = """
CREATE TABLE limit_of_copy (
    id uuid PRIMARY KEY, provider uuid NOT NULL, reference text NOT NULL, programme text NOT NULL,
    lot text NOT NULL, esf_area text NOT NULL, strand text NOT NULL, registered_on date NOT NULL,
    status text NOT NULL, characteristics text NOT NULL, version int NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX ON limit_of_copy (provider, reference);
CREATE INDEX ON limit_of_copy (lot, registered_on);
"""


async def copied_rows_per_second(server: str, rows: int) -> float:
    """Rows per second of autocommitted `COPY`s of 500 into an indexed table of twelve columns, over one
    connection, with the server's settings as they are (fsync on)."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute("DROP TABLE IF EXISTS limit_of_copy")
        await connection.execute(_TABLE)
        provider, at = uuid4(), datetime.now(UTC)
        batches = [
            [
                (
                    uuid4(), provider, f"P-{n}-{m}", "oows", "North Wales", "East Wales", "25+",
                    date(2018, 1, 1), "open", '{"gender": "female"}', 1, at,
                )
                for m in range(BATCH)
            ]
            for n in range(rows // BATCH)
        ]  # fmt: skip
        started = perf_counter()
        for batch in batches:
            await connection.copy_records_to_table("limit_of_copy", records=batch)
        elapsed = perf_counter() - started
        await connection.execute("DROP TABLE limit_of_copy")
        return rows / elapsed
    finally:
        await connection.close()


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
    producer = await a_producer(brokers, name="limit")
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
