"""Every column that could hold what tells of a person says what it holds (security requirement 20)."""

from importlib import import_module

import asyncpg
import pytest
from sqlmodel import SQLModel

from deploy.topology import AUDIT, BUS, DATABASES, SERVICES
from shared.audit import tables as audit_tables
from shared.field_encryption import tables as key_tables
from shared.messaging import tables as event_tables
from shared.persistence.columns import SEALED
from tests.conftest import Database

BY_ALEMBIC = "alembic_version.version_num"

_COLUMNS = """
SELECT table_name || '.' || column_name, data_type FROM information_schema.columns
WHERE table_schema = 'public' AND data_type IN (
    'text', 'character varying', 'character', 'json', 'jsonb', 'bytea', 'ARRAY', 'xml', 'tsvector', 'name'
)
"""


@pytest.mark.parametrize("name", DATABASES)
async def test_every_text_json_and_bytes_column_is_sealed_vocabulary_or_has_a_reason(
    database: Database, name: str
) -> None:
    connection = await asyncpg.connect(f"{database.server}/{name}")
    try:
        columns = {row[0]: row[1] for row in await connection.fetch(_COLUMNS)}
    finally:
        await connection.close()
    del columns[BY_ALEMBIC]
    said = event_tables.HOLDS | audit_tables.HOLDS
    if name in SERVICES:
        said |= key_tables.HOLDS | import_module(f"services.{name}.tables").HOLDS
    assert columns.keys() - said.keys() == set(), "a new column says in HOLDS of its tables.py what it holds"
    assert all(said.values())
    assert {columns[each] for each in columns.keys() & said.keys() if said[each] == SEALED} <= {"bytea"}
    there_is_none = said.keys() - columns.keys()
    assert {each.partition(".")[0] for each in there_is_none} <= _tables_elsewhere(name)


def _tables_elsewhere(name: str) -> set[str]:
    """The tables of the event path and of the audit that other databases have."""
    kinds: dict[str, list[type[SQLModel]]] = {
        BUS: [event_tables.BusTable],
        AUDIT: [audit_tables.AnchorTable],
        "of a service": [event_tables.ServiceTable, audit_tables.AuditTable],
    }
    there = kinds.get(name, kinds["of a service"])
    return {
        table
        for every in kinds.values()
        for kind in every
        if kind not in there
        for table in kind.metadata.tables
    }
