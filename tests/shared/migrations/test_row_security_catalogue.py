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
    "reading_segment": "counts and digests of the audit",
}
OPEN = {
    "referrals": {"partner": "organisations: everybody who refers has to find a provider"},
    "participants": {"index_key": "numbers of versions"},
    "outcomes": {
        "cell": "operations of a programme: what figures are counted by",
        "profile": "combinations of answers, without whose they are",
        "situation": "combinations of answers, without whose they are",
    },
    "employers": {
        "employer": "organisations; who to speak to there is in employer_contact",
        "employer_history": "what the bank said of organisations before",
        "opportunity": "what employers offer",
    },
}  # fmt: skip
"""The tables of each service without row-level security, with the reason why they need none."""

AUDITED = ("wg", "reading")
EVERYWHERE = {
    "referrals": {
        ("wg", "referral_history"),
        ("wg", "partner_history"),
        ("service", "referral"),
        AUDITED,
    },
    "participants": {("wg", "enrolment"), ("wg", "mentor"), AUDITED},
    "outcomes": {
        ("wg", table)
        for table in (
            *("enrolment", "enrolment_change", "soft_outcome", "soft_outcome_change"),
            *("record", "achievement", "claim", "finding"),
            *("wheel", "recent_use", "support", "course"),
        )
    }
    | {AUDITED},
    "employers": {("wg", "placement"), AUDITED},
}
"""The roles that see rows of every organisation, and the tables they see them in: figures are for Welsh
Government, and so is the audit of reading; referred persons are for the service that registers them."""

APPEND_ONLY: dict[str, dict[str, list[str]]] = {
    "referrals": {"referral_history": ["superseded_on", "voided_at"], "partner_history": []},
    "participants": {"record": [], "record_version": [], "person_correction": []},
    "outcomes": {"enrolment_change": ["enrolment_id"], "soft_outcome_change": ["enrolment_id"]},
    "employers": {"placement_history": [], "employer_engagement": [], "employer_history": []},
}  # fmt: skip
"""What tells what happened, besides the audit, with the columns that may be set again: from which day on a
later move holds, and whether one ever was, follows from other facts; and whoever was erased is unlinked."""

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
    for row in policies:
        condition = row["qual"] or row["with_check"]
        assert "dolen_role" in condition or "dolen_may" in condition
    writing = [row for row in policies if row["cmd"] != "SELECT"]
    assert sorted(row["tablename"] for row in writing) == sorted(protected)
    for row in writing:
        if row["tablename"] == "reading":
            assert (row["cmd"], row["qual"]) == ("INSERT", None)
        else:
            assert row["cmd"] == "ALL"
            assert row["qual"] == row["with_check"]


async def test_the_application_can_only_add_to_what_tells_what_happened(
    application: asyncpg.Connection, service: str
) -> None:
    for table, set_again in (APPEND_ONLY[service] | {"reading": [], "reading_segment": []}).items():
        for statement in (
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"MERGE INTO {table} USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
            f"SELECT FROM {table} FOR UPDATE" if not set_again else f"TRUNCATE {table} CASCADE",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"DROP TABLE {table}",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await application.execute(statement)
        columns = await application.fetch(
            "SELECT attname, has_column_privilege(attrelid, attnum, 'UPDATE') AS may FROM pg_attribute"
            " WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped",
            table,
        )
        assert [row["attname"] for row in columns if row["may"]] == set_again


async def test_when_a_reading_was_is_the_databases_to_say(
    application: asyncpg.Connection, service: str
) -> None:
    named = await application.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'reading'::regclass AND attnum > 0"
        " AND NOT has_column_privilege(attrelid, attnum, 'INSERT')"
    )
    assert {row["attname"] for row in named} == {"seq", "xid", "read_at"}
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await application.execute("CREATE TEMPORARY TABLE reading (seq bigint)")


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
    for row in await owner.fetch("SELECT coalesce(qual, with_check) AS condition FROM pg_policies"):
        words = set(re.findall(r"'([^']*)'", row["condition"]))
        assert words.isdisjoint(ROLES), row["condition"]
        permissions |= set(re.findall(r"dolen_may\('([^']*)'", row["condition"]))
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
        "xid8": "'0'", "uuid[]": "'{}'",
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
