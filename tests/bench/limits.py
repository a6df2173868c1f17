"""The limit that intake is held against: `COPY` of as many rows, batch by batch, each committed."""

from datetime import UTC, date, datetime
from time import perf_counter
from uuid import uuid4

import asyncpg

BATCH = 500
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
