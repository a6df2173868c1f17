"""Two builds of a read model have the same checksums exactly where they say the same."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from deploy.replay.checksums import checksums
from tests.conftest import Database

TABLES = """
CREATE TABLE lot (id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE person (
    id uuid PRIMARY KEY, lot smallint NOT NULL REFERENCES lot, left_on date, told_at timestamptz
);
CREATE TABLE inbox (topic text, key uuid, version int);
CREATE TABLE enrolment_change (enrolment_id uuid, known_at timestamptz, old_left_on date);
"""
ANN, BOB = "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"


@pytest.fixture
async def two(database: Database) -> AsyncIterator[tuple[asyncpg.Connection, asyncpg.Connection]]:
    """Two databases with the same tables."""
    admin = await asyncpg.connect(f"{database.server}/postgres")
    names = [f"read_model_{uuid4().hex[:8]}" for _ in range(2)]
    connections = []
    for name in names:
        await admin.execute(f"CREATE DATABASE {name}")
        connections.append(await asyncpg.connect(f"{database.server}/{name}"))
        await connections[-1].execute(TABLES)
    yield connections[0], connections[1]
    for name, connection in zip(names, connections, strict=True):
        await connection.close()
        await admin.execute(f"DROP DATABASE {name}")
    await admin.close()


async def fill(connection: asyncpg.Connection, *lots: str, **people: tuple[str, str | None]) -> None:
    for lot in lots:
        await connection.execute("INSERT INTO lot (name) VALUES ($1)", lot)
    for person, (lot, left_on) in people.items():
        await connection.execute(
            "INSERT INTO person SELECT $1::text::uuid, id, $3::text::date, clock_timestamp() FROM lot"
            " WHERE name = $2",
            {"ann": ANN, "bob": BOB}[person],
            lot,
            left_on,
        )


Two = tuple[asyncpg.Connection, asyncpg.Connection]


async def test_order_numbers_and_instants_of_writing_make_no_difference(two: Two) -> None:
    one, other = two
    await fill(one, "Gwent", "Powys", ann=("Gwent", "2018-03-05"), bob=("Powys", None))
    await fill(other, "Powys", "Gwent", bob=("Powys", None), ann=("Gwent", "2018-03-05"))
    await one.execute("INSERT INTO inbox VALUES ('t', gen_random_uuid(), 1)")
    await one.execute("INSERT INTO enrolment_change VALUES ($1, now(), '2018-03-05')", ANN)
    found = await checksums(one, {})
    assert found == await checksums(other, {})
    assert {table: checksum.rows for table, checksum in found.items()} == {"person": 2}


@pytest.mark.parametrize(
    ("ann", "why"),
    [
        (("Powys", "2018-03-05"), "another lot behind the number"),
        (("Gwent", "2018-03-06"), "another day"),
        (("Gwent", None), "no day"),
    ],
)
async def test_what_is_said_makes_a_difference(two: Two, ann: tuple[str, str | None], why: str) -> None:
    one, other = two
    await fill(one, "Gwent", "Powys", ann=("Gwent", "2018-03-05"))
    await fill(other, "Gwent", "Powys", ann=ann)
    assert await checksums(one, {}) != await checksums(other, {}), why


async def test_whether_something_was_written_at_all_makes_a_difference(two: Two) -> None:
    one, other = two
    await fill(one, "Gwent", ann=("Gwent", None))
    await fill(other, "Gwent", ann=("Gwent", None))
    await other.execute("UPDATE person SET told_at = NULL")
    assert await checksums(one, {}) != await checksums(other, {})


async def test_a_missing_row_and_a_row_too_many_are_seen(two: Two) -> None:
    one, other = two
    await fill(one, "Gwent", ann=("Gwent", None), bob=("Gwent", None))
    await fill(other, "Gwent", ann=("Gwent", None))
    assert await checksums(one, {}) != await checksums(other, {})


async def test_a_column_that_is_no_part_of_it_is_left_out(two: Two) -> None:
    one, other = two
    await fill(one, "Gwent", ann=("Gwent", None))
    await fill(other, "Gwent", bob=("Gwent", None))
    ignoring = {"person": frozenset({"id"})}
    assert await checksums(one, ignoring) == await checksums(other, ignoring)
