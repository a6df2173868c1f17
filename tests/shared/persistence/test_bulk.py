"""Bulk statements write every type of column by its name, and refuse rows that do not fit each other."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest
from sqlalchemy import ARRAY, Column, DateTime, Enum, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, col, select

from shared.persistence.bulk import in_array, insert_many, insert_missing, update_many, upsert_many
from tests.conftest import Database


class Base(SQLModel, registry=registry()):
    pass


class SampleRow(Base, table=True):
    """A column of each type that bulk statements support, each of which may be absent as well."""

    __tablename__ = "sample"

    id: UUID = Field(primary_key=True)
    words: str
    count: int
    by: bool
    on: date
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    record: Any = Field(sa_column=Column(JSONB, nullable=False))
    lots: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    standing: str = Field(sa_column=Column(Enum("open", "closed", name="standing"), nullable=False))
    words_or_none: str | None = None
    record_or_none: Any = Field(default=None, sa_column=Column(JSONB))
    lots_or_none: list[str] | None = Field(default=None, sa_column=Column(ARRAY(Text)))
    standing_or_none: str | None = Field(default=None, sa_column=Column(Enum(name="standing")))


class PlaceRow(Base, table=True):
    __tablename__ = "place"

    topic: str = Field(primary_key=True)
    partition: int = Field(primary_key=True)
    next_offset: int | None = None


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[asyncpg.Connection]:
    made = await asyncpg.connect(f"{database.server}/postgres")
    try:
        await made.execute("""
            CREATE TYPE pg_temp.standing AS ENUM ('open', 'closed');
            CREATE TEMP TABLE sample (
                id uuid PRIMARY KEY, words text NOT NULL, count int NOT NULL, "by" boolean NOT NULL,
                "on" date NOT NULL, at timestamptz NOT NULL, sealed bytea NOT NULL, record jsonb NOT NULL,
                lots text[] NOT NULL, standing standing NOT NULL, words_or_none text, record_or_none jsonb,
                lots_or_none text[], standing_or_none standing
            );
            CREATE TEMP TABLE place (
                topic text, partition int, next_offset int, PRIMARY KEY (topic, partition)
            );
        """)
        await made.set_type_codec("jsonb", schema="pg_catalog", encoder=str, decoder=orjson.loads)
        yield made
    finally:
        await made.close()


def a_sample(**differences: Any) -> dict[str, Any]:
    sample = {
        "id": uuid4(),
        "words": "Siân, “quoted”\n\\N {1,2}",
        "count": -(2**31),
        "by": True,
        "on": date(2018, 3, 5),
        "at": datetime(2018, 3, 5, 9, 30, 0, 123456, tzinfo=UTC),
        "sealed": b"\x00\xff",
        "record": {"a": [1, None, "ŵ"], "b": {"c": True}},
        "lots": ["north", "", "a,b", '"', "null", "ŵ"],
        "standing": "open",
        "words_or_none": None,
        "record_or_none": None,
        "lots_or_none": None,
        "standing_or_none": None,
    }
    return sample | differences


async def samples(connection: asyncpg.Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in await connection.fetch("SELECT * FROM sample ORDER BY count, id")]


async def places(connection: asyncpg.Connection) -> list[tuple[Any, ...]]:
    rows = await connection.fetch("SELECT topic, partition, next_offset FROM place ORDER BY 1, 2")
    return [tuple(row) for row in rows]


async def test_every_type_of_column_is_read_as_it_was_written(connection: asyncpg.Connection) -> None:
    absent = a_sample(count=1)
    there = a_sample(
        count=2, words_or_none="w", record_or_none=[], lots_or_none=[], standing_or_none="closed", lots=[]
    )
    await insert_many(connection, SampleRow, [absent, there])
    assert await samples(connection) == [absent, there]


async def test_an_update_sets_the_named_columns_of_every_type_and_leaves_the_others(
    connection: asyncpg.Connection,
) -> None:
    before = [a_sample(count=n) for n in range(3)]
    await insert_many(connection, SampleRow, before)
    named = ("words", "by", "on", "at", "sealed", "record", "lots", "standing", "lots_or_none")
    other = a_sample(
        words="w", by=False, on=date.max, at=datetime.max.replace(tzinfo=UTC) - timedelta(1), sealed=b"",
        record=7, lots=["x"], standing="closed", lots_or_none=["y"],
    )  # fmt: skip
    changed = {name: other[name] for name in named}
    await update_many(connection, SampleRow, [{"id": row["id"], **changed} for row in before[:2]])
    assert await samples(connection) == [before[0] | changed, before[1] | changed, before[2]]


async def test_columns_are_found_by_name_in_whatever_order_a_row_has_them(
    connection: asyncpg.Connection,
) -> None:
    one, other = a_sample(count=1), a_sample(count=2)
    await insert_many(connection, SampleRow, [one, dict(reversed(other.items()))])
    assert await samples(connection) == [one, other]


async def test_constants_are_given_once_for_all_rows(connection: asyncpg.Connection) -> None:
    alike = {"lots", "record", "standing", "words", "lots_or_none"}
    rows = [a_sample(count=n, record_or_none=[n]) for n in range(3)]
    varying = [{name: value for name, value in row.items() if name not in alike} for row in rows]
    await insert_many(connection, SampleRow, varying, **{name: rows[0][name] for name in alike})
    assert await samples(connection) == rows
    await update_many(
        connection, SampleRow, [{"id": row["id"], "count": n + 7} for n, row in enumerate(rows)],
        standing="closed", record={"n": 1}, lots=["z"],
    )  # fmt: skip
    later = {"standing": "closed", "record": {"n": 1}, "lots": ["z"]}
    assert await samples(connection) == [row | later | {"count": n + 7} for n, row in enumerate(rows)]


async def test_rows_are_found_by_a_key_of_two_columns(connection: asyncpg.Connection) -> None:
    rows = [{"topic": topic, "partition": n, "next_offset": 10 * n} for topic in ("a", "b") for n in range(3)]
    await insert_many(connection, PlaceRow, rows)
    await update_many(connection, PlaceRow, [{"partition": 1, "topic": "b", "next_offset": 99}])
    await upsert_many(
        connection,
        PlaceRow,
        [{"topic": "a", "partition": n, "next_offset": 5} for n in (2, 3)],
    )
    await upsert_many(connection, PlaceRow, [{"topic": "a", "partition": 0}])
    assert await places(connection) == [
        ("a", 0, 0), ("a", 1, 10), ("a", 2, 5), ("a", 3, 5), ("b", 0, 0), ("b", 1, 99), ("b", 2, 20),
    ]  # fmt: skip


async def test_a_part_of_the_key_may_be_constant(connection: asyncpg.Connection) -> None:
    await upsert_many(connection, PlaceRow, [{"partition": n, "next_offset": n} for n in (1, 2)], topic="a")
    await update_many(connection, PlaceRow, [{"partition": 2, "next_offset": 7}], topic="a")
    await upsert_many(connection, PlaceRow, [{"partition": 1}], topic="a", next_offset=4)
    assert await places(connection) == [("a", 1, 4), ("a", 2, 7)]


async def test_what_is_missing_is_inserted_and_what_is_there_stays(connection: asyncpg.Connection) -> None:
    await insert_many(connection, PlaceRow, [{"topic": "a", "partition": 1, "next_offset": 1}])
    await insert_missing(
        connection, PlaceRow, [{"partition": n, "next_offset": 9} for n in (1, 2)], topic="a"
    )
    assert await places(connection) == [("a", 1, 1), ("a", 2, 9)]


async def test_no_rows_are_no_statement() -> None:
    for write in (insert_many, insert_missing, update_many, upsert_many):
        await write(cast(asyncpg.Connection, None), PlaceRow, [], topic="a")


async def test_an_update_of_what_is_not_there_changes_nothing(connection: asyncpg.Connection) -> None:
    await update_many(connection, PlaceRow, [{"topic": "a", "partition": 1, "next_offset": 1}])
    assert await places(connection) == []


@pytest.mark.parametrize(
    "other",
    [
        {"topic": "a", "partition": 2},
        {"topic": "a", "partition": 2, "next_offset": 2, "more": 1},
        {"topic": "a", "partition": 2, "offset": 2},
    ],
    ids=["fewer", "more", "another"],
)
async def test_a_row_with_other_columns_than_the_first_is_refused(
    connection: asyncpg.Connection, other: dict[str, Any]
) -> None:
    rows = [{"topic": "a", "partition": 1, "next_offset": 1}, other]
    for write in (insert_many, insert_missing, update_many, upsert_many):
        with pytest.raises(ValueError, match="rows for place differ in their columns"):
            await write(connection, PlaceRow, rows)
    assert await places(connection) == []


async def test_a_column_that_the_table_does_not_have_is_refused(connection: asyncpg.Connection) -> None:
    with pytest.raises(ValueError, match="place has no column offset"):
        await insert_many(connection, PlaceRow, [{"topic": "a", "partition": 1, "offset": 1}])
    with pytest.raises(ValueError, match="place has no column offset"):
        await insert_many(connection, PlaceRow, [{"topic": "a", "partition": 1}], offset=1)


async def test_a_column_that_is_in_the_rows_and_constant_is_refused(connection: asyncpg.Connection) -> None:
    with pytest.raises(ValueError, match="constant as well"):
        await insert_many(connection, PlaceRow, [{"topic": "a", "partition": 1}], topic="b")


@pytest.mark.parametrize("row", [{"topic": "a", "partition": 1}, {"topic": "a", "next_offset": 1}])
async def test_an_update_names_the_whole_key_and_what_is_to_be_changed(
    connection: asyncpg.Connection, row: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="an update of place"):
        await update_many(connection, PlaceRow, [row])


async def test_a_repeated_key_is_refused_by_the_database(connection: asyncpg.Connection) -> None:
    row = {"topic": "a", "partition": 1, "next_offset": 1}
    with pytest.raises(asyncpg.CardinalityViolationError):
        await upsert_many(connection, PlaceRow, [row, row])
    with pytest.raises(asyncpg.UniqueViolationError):
        await insert_many(connection, PlaceRow, [row, row])


async def test_a_condition_on_ids_is_the_same_statement_however_many_there_are() -> None:
    texts = {
        str(select(SampleRow).where(in_array(col(SampleRow.id), [uuid4() for _ in range(n)])))
        for n in (0, 1, 9)
    }
    assert len(texts) == 1
