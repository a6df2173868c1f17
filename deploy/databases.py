"""Which databases and roles there are: one database per service and one for the bus, each with an owner
that migrates it and an application role that can neither own a table nor step round row-level security."""

from collections.abc import Callable, Iterable

import asyncpg


async def provision(server: str, databases: Iterable[str], password: Callable[[str], str]) -> None:
    """Puts the databases and roles in order; doing it again changes nothing but passwords that differ.

    `server` is the superuser's address without a database, `password` the secret of each role."""
    admin = await asyncpg.connect(server, database="postgres")
    try:
        for name in databases:
            await _roles_and_database(admin, name, password)
            await _inside(server, name, name)
        await admin.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")
    finally:
        await admin.close()


async def add(server: str, name: str, *, like: str) -> None:
    """Makes one more database for the roles of `like`, empty; raises where it is there already."""
    admin = await asyncpg.connect(server, database="postgres")
    try:
        await admin.execute(f'CREATE DATABASE "{name}" OWNER "{like}_owner"')
        await admin.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
        await admin.execute(f'GRANT CONNECT ON DATABASE "{name}" TO "{like}_app"')
        await _inside(server, name, like)
    finally:
        await admin.close()


async def _roles_and_database(admin: asyncpg.Connection, name: str, password: Callable[[str], str]) -> None:
    for role in (f"{name}_owner", f"{name}_app"):
        if not await admin.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role):
            await admin.execute(f'CREATE ROLE "{role}"')
        secret = await admin.fetchval("SELECT quote_literal($1)", password(role))
        await admin.execute(
            f'ALTER ROLE "{role}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS '
            f"PASSWORD {secret}"
        )
    if not await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
        await admin.execute(f'CREATE DATABASE "{name}" OWNER "{name}_owner"')
    await admin.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    await admin.execute(f'GRANT CONNECT ON DATABASE "{name}" TO "{name}_app"')


async def _inside(server: str, database: str, name: str) -> None:
    """The schema belongs to the owner, whose migrations say what the application may do in it."""
    connection = await asyncpg.connect(server, database=database)
    try:
        await connection.execute(f"""
            ALTER SCHEMA public OWNER TO "{name}_owner";
            REVOKE ALL ON SCHEMA public FROM PUBLIC;
            GRANT USAGE ON SCHEMA public TO "{name}_app";
        """)
    finally:
        await connection.close()
