"""The rows in `tables.py` are those of the migrated database."""

from typing import Any

import asyncpg
import pytest
from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql

from services.outcomes.tables.columns import Base
from tests.conftest import Database

COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull,
       EXISTS (SELECT FROM pg_index WHERE indrelid = attrelid AND indisprimary AND attnum = ANY(indkey))
FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
"""
SPELLINGS = {"VARCHAR": "text", "FLOAT(53)": "double precision"}
TABLES: list[Table] = list(Base.metadata.tables.values())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
async def test_a_row_is_described_as_it_is_stored(table: Table, database: Database) -> None:
    connection = await asyncpg.connect(database.run_config.database_url("outcomes_owner", "outcomes"))
    stored = {tuple(row) for row in await connection.fetch(COLUMNS, table.name)}
    await connection.close()
    assert {_described(column) for column in table.columns} == stored


def _described(column: Column[Any]) -> tuple[str, str, bool, bool]:
    spelt = column.type.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    kind = SPELLINGS.get(spelt, spelt.lower())
    return column.name, kind, bool(column.nullable), column.primary_key
