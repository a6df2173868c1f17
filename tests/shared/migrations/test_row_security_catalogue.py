"""Every table with personal data has row-level security that the application's role cannot step round
(security requirement 1)."""

import re
from collections.abc import AsyncIterator

import asyncpg
import pytest

from deploy.topology import SERVICES
from shared.auth.role_policy import NO_RIGHTS, RolePolicy
from shared.contracts.role_policy import ROLES, Permission
from tests.conftest import Database

EVENT_PATH = {
    "announced": "ids and counts",
    "outbox": "facts, in which no person is named",
    "inbox": "ids and counts",
    "consumer_offset": "places in the log",
    "dead_letter": "facts, in which no person is named",
    "unsent": "facts, in which no person is named",
    "master_key": "numbers of versions",
    "person_key": "keys that open under a master key which is not here, and ids",
    "alembic_version": "the revision of the schema",
}
OPEN = {
    "referrals": {"partner": "organisations: everybody who refers has to find a provider"},
    "participants": {},
    "outcomes": {
        "cell": "operations of a programme: what figures are counted by",
        "profile": "combinations of answers, without whose they are",
        "situation": "combinations of answers, without whose they are",
    },
    "employers": {
        "employer": "organisations; who to speak to there is in employer_contact",
        "opportunity": "what employers offer",
    },
}  # fmt: skip
"""The tables of each service without row-level security, with the reason why they need none."""

EVERYWHERE = {
    "referrals": {("wg", "referral_history"), ("service", "referral"), ("service", "person_read")},
    "participants": {("wg", "enrolment"), ("wg", "mentor")},
    "outcomes": {
        ("wg", table) for table in ("enrolment", "soft_outcome", "record", "achievement", "claim", "finding")
    },
    "employers": {
        (role, table)
        for role in ("lead", "provider", "employment-specialist")
        for table in ("employer_contact", "employer_engagement")
    }
    | {("wg", "placement")},
}
"""The roles that see rows of every organisation, and the tables they see them in: figures are for Welsh
Government, referred persons for the service that registers them, employers for everybody who places."""

STRANGERS = {"": NO_RIGHTS, "system'--": NO_RIGHTS, "nobody's": NO_RIGHTS}
"""Roles that there are not."""


@pytest.fixture(params=SERVICES)
async def service(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
async def owner(database: Database, service: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.run_config.database_url(f"{service}_owner", service))
    yield connection
    await connection.close()


@pytest.fixture
async def application(database: Database, service: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.run_config.database_url(f"{service}_app", service))
    yield connection
    await connection.close()


async def tables(connection: asyncpg.Connection) -> dict[str, asyncpg.Record]:
    rows = await connection.fetch("""
        SELECT relname, relkind::text, relrowsecurity, relforcerowsecurity,
               pg_get_userbyid(relowner) AS owner
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
    """)
    return {row["relname"]: row for row in rows}


async def test_every_table_is_protected_or_named_here_with_a_reason(
    owner: asyncpg.Connection, service: str
) -> None:
    found = await tables(owner)
    unprotected = {
        name
        for name, row in found.items()
        if not (row["relrowsecurity"] and row["relforcerowsecurity"] and row["relkind"] in ("r", "p"))
    }
    assert unprotected == EVENT_PATH.keys() | OPEN[service].keys()


async def test_a_protected_table_has_a_policy_for_reading_and_for_writing(
    owner: asyncpg.Connection, service: str
) -> None:
    protected = {name for name, row in (await tables(owner)).items() if row["relforcerowsecurity"]}
    policies = await owner.fetch("SELECT tablename, cmd, qual, with_check FROM pg_policies")
    assert all("dolen_role" in row["qual"] or "dolen_may" in row["qual"] for row in policies)
    writing = [row for row in policies if row["cmd"] != "SELECT"]
    assert sorted(row["tablename"] for row in writing) == sorted(protected)
    assert all(row["cmd"] == "ALL" and row["qual"] == row["with_check"] for row in writing)


async def test_the_applications_role_owns_nothing_and_cannot_become_more_than_it_is(
    application: asyncpg.Connection, service: str
) -> None:
    role = await application.fetchrow("SELECT * FROM pg_roles WHERE rolname = current_user")
    assert role is not None
    assert role["rolname"] == f"{service}_app"
    powers = ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication")
    assert not any(role[power] for power in powers)
    assert {row["owner"] for row in (await tables(application)).values()} == {f"{service}_owner"}
    memberships = await application.fetchval(
        "SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole"
    )
    assert memberships == 0


async def test_the_applications_role_cannot_step_round_row_level_security(
    application: asyncpg.Connection, service: str
) -> None:
    (protected, *_) = (
        name for name, row in (await tables(application)).items() if row["relforcerowsecurity"]
    )
    for statement in (
        f"SET ROLE {service}_owner",
        "SET ROLE dolen",
        f"SET SESSION AUTHORIZATION {service}_owner",
        f"ALTER TABLE {protected} DISABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {protected} NO FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY open ON {protected} USING (true)",
        f"DROP POLICY caller_sees ON {protected}",
        f"TRUNCATE {protected}",
        f"CREATE VIEW public.everything AS SELECT * FROM {protected}",
        "CREATE OR REPLACE FUNCTION dolen_role() RETURNS text LANGUAGE sql STABLE RETURN 'system'",
        "UPDATE alembic_version SET version_num = 'x'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await application.execute(statement)
    await application.execute("SET row_security = off")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await application.fetch(f"SELECT FROM {protected}")


async def test_an_applications_role_reaches_no_other_services_database(
    database: Database, service: str
) -> None:
    for other in SERVICES:
        if other == service:
            continue
        url = database.run_config.database_url(f"{service}_app", other)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(url)


async def test_select_without_context_gives_no_rows_of_a_protected_table(
    owner: asyncpg.Connection, application: asyncpg.Connection, service: str
) -> None:
    """Every protected table holds a row for this: with none in it, nothing would be proved."""
    protected = [name for name, row in (await tables(owner)).items() if row["relforcerowsecurity"]]
    transaction = owner.transaction()
    await transaction.start()
    for name in protected:
        await owner.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
        assert await with_a_row(owner, name) > 0
        await owner.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        # the owner itself is bound now, as the application always is
        assert await owner.fetchval(f"SELECT count(*) FROM {name}") == 0, name
        for role, policy in (ROLES | STRANGERS).items():
            await become(owner, role, policy)
            seen = await owner.fetchval(f"SELECT count(*) FROM {name}") > 0
            assert seen is ((role, name) in EVERYWHERE[service]), (name, role)
        await become(owner, "", NO_RIGHTS)
    await transaction.rollback()
    for name in protected:
        assert await application.fetchval(f"SELECT count(*) FROM {name}") == 0, name


async def test_no_policy_names_a_role_but_the_platforms_own(owner: asyncpg.Connection, service: str) -> None:
    """A policy that did would not follow from the table of roles."""
    permissions = set()
    for row in await owner.fetch("SELECT qual FROM pg_policies"):
        words = set(re.findall(r"'([^']*)'", row["qual"]))
        assert words.isdisjoint(ROLES), row["qual"]
        permissions |= set(re.findall(r"dolen_may\('([^']*)'", row["qual"]))
    assert permissions
    assert permissions <= set(Permission)


async def become(connection: asyncpg.Connection, role: str, policy: RolePolicy) -> None:
    """Set the context as a unit of work does, for a caller of an organisation and lots of nobody."""
    await connection.execute(
        "SELECT set_config('dolen.role', $1, true), set_config('dolen.organisation', '', true),"
        " set_config('dolen.lots', '', true), set_config('dolen.scope', $2, true),"
        " set_config('dolen.permissions', $3, true)",
        role,
        str(policy.scope),
        "|".join(policy.permissions),
    )


async def with_a_row(owner: asyncpg.Connection, table: str) -> int:
    """The rows of `table`, after one of zeros and empty words was added without looking at references."""
    columns = await owner.fetch(
        "SELECT a.attname, format_type(a.atttypid, NULL) AS type, a.attnotnull, a.attidentity::text,"
        " (SELECT enumlabel FROM pg_enum WHERE enumtypid = a.atttypid ORDER BY enumsortorder LIMIT 1) AS word"
        " FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid"
        " WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull",
        table,
    )
    zeros = {
        "uuid": "gen_random_uuid()", "text": "''", "bytea": "''", "jsonb": "'{}'", "text[]": "'{}'",
        "date": "'2017-03-01'", "timestamp with time zone": "now()", "boolean": "false",
    }  # fmt: skip
    written = [column for column in columns if not column["attidentity"]]
    names = ", ".join(f'"{column["attname"]}"' for column in written)
    values = ", ".join(
        f"'{column['word']}'" if column["word"] else zeros.get(column["type"], "0") for column in written
    )
    for row in await owner.fetch(
        "SELECT conname FROM pg_constraint WHERE conrelid = $1::regclass AND contype IN ('f', 'c')", table
    ):
        await owner.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{row["conname"]}"')
    await owner.execute(f"INSERT INTO {table} ({names}) VALUES ({values})")
    count: int = await owner.fetchval(f"SELECT count(*) FROM {table}")
    return count
