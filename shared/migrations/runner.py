"""Runs Alembic migrations: one folder of versions per database, one environment for all, and no ini file."""

import asyncio
from functools import partial
from pathlib import Path

import asyncpg
from alembic import command, context, op
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, pool
from sqlalchemy.ext.asyncio import create_async_engine

from shared.persistence.database import DIALECT

_ENVIRONMENT = Path(__file__).parent
"""The folder of `env.py`."""


def config(folder: Path, url: str = "") -> Config:
    """Return Alembic's configuration for the migrations in `folder`/versions, to run at `url`."""
    made = Config()
    made.set_main_option("script_location", str(_ENVIRONMENT))
    made.set_main_option("version_locations", str(folder / "versions"))
    made.set_main_option("path_separator", "newline")
    made.attributes["url"] = url
    return made


def upgrade(folder: Path, url: str) -> None:
    """Run what has not been run yet, as the database's owner. Blocking: call it outside the event loop, one
    database after another (parallel upgrades in threads hang)."""
    command.upgrade(config(folder, url), "head")


def head(folder: Path) -> str:
    """Return the newest revision in `folder`/versions."""
    return ScriptDirectory.from_config(config(folder)).get_current_head() or ""


def run_environment() -> None:
    """Migrate as Alembic's configuration says; `env.py` calls it."""
    asyncio.run(_migrate(context.config.attributes["url"]))


async def _migrate(url: str) -> None:
    engine = create_async_engine(
        DIALECT, async_creator=partial(asyncpg.connect, url), poolclass=pool.NullPool
    )
    async with engine.connect() as connection:
        await connection.run_sync(_run)
    await engine.dispose()


def _run(connection: Connection) -> None:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


def execute_sql(sql: str) -> None:
    """Execute SQL of several statements in the migration's transaction."""
    driver = op.get_bind().connection.dbapi_connection
    driver.run_async(lambda raw: raw.execute(sql))  # type: ignore[union-attr]
