"""The SQLModel tables, the one description of a row, equal what the migrations have made of the databases."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel

from deploy.topology import AUDIT, BUS, DATABASES, SERVICES
from shared.audit.tables import AnchorTable, AuditTable
from shared.field_encryption.tables import KeyTable
from shared.messaging.tables import BusTable, ServiceTable
from tests.conftest import Database

BY_ALEMBIC = "alembic_version"

_COLUMNS = """
SELECT class.relname, attribute.attname, format_type(attribute.atttypid, attribute.atttypmod) AS type,
       NOT attribute.attnotnull AS nullable, coalesce(attribute.attnum = ANY(key.conkey), false) AS in_key
FROM pg_class AS class
JOIN pg_attribute AS attribute ON attrelid = class.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_constraint AS key ON key.conrelid = class.oid AND key.contype = 'p'
WHERE class.relkind = 'r' AND class.relnamespace = 'public'::regnamespace
"""

ColumnFacts = tuple[str, bool, bool]
"""Type as PostgreSQL calls it, whether it may be null, and whether it is part of the primary key."""


def tables_of(name: str) -> Iterator[Table]:
    """The tables that the code describes for a database."""
    own = {BUS: BusTable, AUDIT: AnchorTable}
    yield from own.get(name, ServiceTable).metadata.sorted_tables
    if name in SERVICES:
        yield from AuditTable.metadata.sorted_tables
        yield from KeyTable.metadata.sorted_tables
        named = vars(import_module(f"services.{name}.tables")).values()
        models = [each for each in named if isinstance(each, type) and issubclass(each, SQLModel)]
        for metadata in {id(model.metadata): model.metadata for model in models}.values():
            yield from metadata.sorted_tables


async def described(connection: asyncpg.Connection, column: Column[Any]) -> ColumnFacts:
    written = column.type.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    known: str = await connection.fetchval("SELECT format_type(to_regtype($1), NULL)", written)
    # SQLModel says VARCHAR of every str; without a length there is no difference
    return known.replace("character varying", "text"), bool(column.nullable), column.primary_key


@pytest.mark.parametrize("name", DATABASES)
async def test_every_table_is_described_as_the_migrations_made_it(database: Database, name: str) -> None:
    connection = await asyncpg.connect(f"{database.server}/{name}")
    try:
        migrated: dict[str, dict[str, ColumnFacts]] = {}
        for table, column, *facts in await connection.fetch(_COLUMNS):
            migrated.setdefault(table, {})[column] = tuple(facts)
        tables = list(tables_of(name))
        code = {
            table.name: {column.name: await described(connection, column) for column in table.columns}
            for table in tables
        }
    finally:
        await connection.close()
    assert len(code) == len(tables), "two descriptions of one table"
    del migrated[BY_ALEMBIC]
    assert code == migrated
