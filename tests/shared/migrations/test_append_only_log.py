"""The Postgres log is append-only for the role that services have: what is told stays told."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from deploy.topology import BUS
from shared.messaging.postgres_log import PostgresLog
from tests.conftest import Database
from tests.shared.kit import an_envelope


@pytest.fixture
async def application(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.run_config.database_url("bus_app", BUS))
    yield connection
    await connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET data = ''",
        'UPDATE log SET "offset" = 7 WHERE false',
        "DELETE FROM log",
        "TRUNCATE log",
        "SELECT FROM log FOR UPDATE",
        "MERGE INTO log USING log_head ON false WHEN MATCHED THEN DELETE",
        "INSERT INTO log SELECT * FROM log ON CONFLICT (event_id) DO UPDATE SET data = ''",
        "ALTER TABLE log DISABLE TRIGGER ALL",
        "DROP TABLE log",
        "UPDATE log_head SET topic = 'x'",
        "DELETE FROM log_head",
        "TRUNCATE log_head",
        "SET ROLE bus_owner",
    ],
)
async def test_the_application_changes_and_removes_nothing(
    application: asyncpg.Connection, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await application.execute(statement)


async def test_the_catalogue_grants_reading_and_adding_and_nothing_else(
    application: asyncpg.Connection,
) -> None:
    rows = await application.fetch(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee = 'bus_app'"
    )
    assert {tuple(row) for row in rows} == {
        ("log", "SELECT"),
        ("log", "INSERT"),
        ("log_head", "SELECT"),
        ("log_head", "INSERT"),
        ("alembic_version", "SELECT"),
    }


async def test_the_application_appends_and_reads(database: Database) -> None:
    log = PostgresLog(database.run_config.database_url("bus_app", BUS), name="append-only")
    fact = an_envelope(uuid4())
    try:
        for _ in range(2):  # a second time, and the head is there already
            assert list(await log.publish([fact])) == [fact.id]
        found = await log.read(fact.topic, {fact.partition: 0}, limit=1000)
        assert [each.envelope for each in found if each.envelope.id == fact.id] == [fact]
    finally:
        await log.close()
