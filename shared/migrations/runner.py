"""Brings a service's database to the shape its code expects: Alembic, one environment per service, no ini
file."""

import asyncio
from pathlib import Path

from alembic import command, context, op
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, pool
from sqlalchemy.ext.asyncio import create_async_engine

from shared.migrations.event_tables import INBOX_BY_KEY, SERVICE_TABLES, UNSENT_TABLE

ROLE = "(SELECT dolen_role())"
ORGANISATION = "(SELECT dolen_organisation())"
"""The caller's role and organisation in a policy; as sub-selects they are read once a statement and not
once a row."""


def config(folder: Path, url: str = "") -> Config:
    """Alembic's configuration for the migrations in `folder`, to run at `url`."""
    made = Config()
    made.set_main_option("script_location", str(folder))
    made.set_main_option("path_separator", "os")
    made.attributes["url"] = url
    return made


def upgrade(folder: Path, url: str) -> None:
    """Run what has not been run yet, as the database's owner. Blocking: call it outside the event loop, one
    database after another (parallel upgrades in threads hang)."""
    command.upgrade(config(folder, url), "head")


def head(folder: Path) -> str:
    """The newest revision in `folder`."""
    return ScriptDirectory.from_config(config(folder)).get_current_head() or ""


def run_environment() -> None:
    """All that a service's `env.py` does: connect as the owner and migrate in one transaction."""
    asyncio.run(_migrate(context.config.attributes["url"]))


async def _migrate(url: str) -> None:
    engine = create_async_engine(make_url(url).set(drivername="postgresql+asyncpg"), poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


def _run(connection: Connection) -> None:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


def execute_sql(sql: str) -> None:
    """Several statements in the migration's transaction."""
    driver = op.get_bind().connection.dbapi_connection
    driver.run_async(lambda raw: raw.execute(sql))  # type: ignore[union-attr]


def create_event_tables() -> None:
    """The event path's tables, for a service's first migration. An answer kept for a repetition is seen by
    the organisation it was given to."""
    execute_sql(SERVICE_TABLES)
    enable_row_security("idempotency", f"organisation = {ORGANISATION}")


def create_unsent_table() -> None:
    """Where facts go that the bus will not take."""
    execute_sql(UNSENT_TABLE)


def keep_inbox_by_key() -> None:
    """One row per key, with the last version taken in, for one per fact."""
    execute_sql(INBOX_BY_KEY)


def create_context_functions() -> None:
    """What policies read of the caller's context, in their own words. Outside a unit of work the settings
    are NULL, after one they are '': both see nothing."""
    execute_sql("""
        CREATE FUNCTION dolen_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
            RETURN current_setting('dolen.role', true);
        CREATE FUNCTION dolen_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
            RETURN nullif(current_setting('dolen.organisation', true), '')::uuid;
    """)


def enable_row_security(table: str, sees: str) -> None:
    """FORCE row-level security on `table`: a row is visible, and may be written, where `sees` holds or
    where the platform itself is at work (security requirement 1)."""
    condition = f"(SELECT dolen_role() = 'system') OR ({sees})"
    execute_sql(f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY caller_sees ON {table} USING ({condition}) WITH CHECK ({condition});
    """)


def grant_to_application(role: str) -> None:
    """Let the application's role read and write rows, and nothing else."""
    execute_sql(f"""
        GRANT USAGE ON SCHEMA public TO {role};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
        REVOKE ALL ON alembic_version FROM {role};
        GRANT SELECT ON alembic_version TO {role};
    """)
