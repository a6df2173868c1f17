"""The embedded server: how it starts, whom it lets in, what it leaves behind."""

import contextlib
import os
import signal
from pathlib import Path

import asyncpg
import pytest

from deploy import databases
from deploy.localrun import postgres
from deploy.localrun.postgres import Account
from deploy.topology import DATABASES
from tests.deploy.processes_of import a_process, processes_of
from tests.eventually import eventually_holds


def _password(role: str) -> str:
    return f"{role}'s secret"


async def _version(url: str) -> str:
    connection = await asyncpg.connect(f"{url}/postgres")
    try:
        return str(await connection.fetchval("SHOW server_version"))
    finally:
        await connection.close()


async def test_it_keeps_its_data_from_one_start_to_the_next(home: Path, free_port: int) -> None:
    for _ in range(2):
        with postgres.running(home, free_port, "secret") as url:
            assert (await _version(url)).startswith("18")
    assert processes_of(str(home)) == []


async def test_two_homes_stand_side_by_side(home: Path, free_port: int) -> None:
    with (
        postgres.running(home / "one", free_port, "a secret") as one,
        postgres.running(home / "two", free_port + 1, "another") as two,
    ):
        assert await _version(one) == await _version(two)
        with pytest.raises(asyncpg.InvalidPasswordError):
            await _version(two.replace("another", "a secret"))


async def test_as_root_it_also_serves_under_an_unprivileged_id(
    home: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where user namespaces are forbidden. Anybody but root needs neither way and is asked for none."""
    chosen = Account(user=postgres.NOBODY) if os.geteuid() == 0 else Account()
    monkeypatch.setattr(postgres, "account", lambda: chosen)
    with postgres.running(home, free_port, "secret") as url:
        assert (await _version(url)).startswith("18")


async def test_a_wrong_password_is_refused(home: Path, free_port: int) -> None:
    with postgres.running(home, free_port, "secret") as url, pytest.raises(asyncpg.InvalidPasswordError):
        await _version(url.replace("secret", "guess"))


def test_killing_its_parent_shuts_it_down_cleanly(home: Path, free_port: int) -> None:
    with a_process("-m", "tests.deploy.programs.postgres_holder", str(home), str(free_port)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"ready\n"
        assert processes_of(str(home / "postgres"))
    eventually_holds(lambda: not processes_of(str(home / "postgres")), within=10)
    assert "database system is shut down" in (home / "postgres.log").read_text()


async def test_a_server_that_was_killed_starts_again(home: Path, free_port: int) -> None:
    with postgres.running(home, free_port, "secret"):
        pid = int((home / "postgres" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)
        eventually_holds(lambda: not processes_of("postgres: ") or not processes_of(str(home / "postgres")))
    with postgres.running(home, free_port, "secret") as url:
        assert (await _version(url)).startswith("18")


async def test_a_lock_file_that_names_another_program_is_taken_over(home: Path, free_port: int) -> None:
    """After a restart of the machine the dead server's process id may belong to anybody."""
    with postgres.running(home, free_port, "secret"):
        lock = home / "postgres" / "postmaster.pid"
        pid, *rest = lock.read_text().splitlines()
        os.kill(int(pid), signal.SIGKILL)
        eventually_holds(lambda: not processes_of(str(home / "postgres")))
    with a_process("-m", "tests.deploy.programs.idle") as stranger:
        lock.write_text("\n".join([str(stranger.pid), *rest]))
        with postgres.running(home, free_port, "secret") as url:
            assert (await _version(url)).startswith("18")


async def test_nothing_of_a_failing_statement_is_logged(home: Path, free_port: int) -> None:
    with postgres.running(home, free_port, "secret") as url:
        connection = await asyncpg.connect(f"{url}/postgres")
        await connection.execute("CREATE TABLE person (name text PRIMARY KEY)")
        for _ in range(2):
            with contextlib.suppress(asyncpg.UniqueViolationError):
                await connection.execute("INSERT INTO person VALUES ('canary')")
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute("SELECT 'canary'::uuid")
        await connection.close()
    log = (home / "postgres.log").read_text()
    assert "ready to accept connections" in log
    assert "canary" not in log


async def test_each_database_lets_only_its_own_roles_in(home: Path, free_port: int) -> None:
    with postgres.running(home, free_port, "secret") as url:
        for _ in range(2):
            await databases.provision(url, DATABASES, _password)
        host = f"127.0.0.1:{free_port}"
        for role in ("outcomes_owner", "outcomes_app"):
            connection = await asyncpg.connect(
                f"postgresql://{host}/outcomes", user=role, password=_password(role)
            )
            await connection.close()
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(
                f"postgresql://{host}/referrals", user="outcomes_app", password=_password("outcomes_app")
            )


async def test_the_application_role_owns_nothing_and_cannot_bypass_row_level_security(
    home: Path, free_port: int
) -> None:
    with postgres.running(home, free_port, "secret") as url:
        await databases.provision(url, DATABASES, _password)
        connection = await asyncpg.connect(f"{url}/participants")
        rows = await connection.fetch(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS mighty FROM pg_roles"
            " WHERE rolname !~ '^pg_' AND rolname <> $1",
            postgres.SUPERUSER,
        )
        owner = await connection.fetchval(
            "SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'public'"
        )
        may_create = await connection.fetchval(
            "SELECT has_schema_privilege('participants_app', 'public', 'CREATE')"
        )
        await connection.close()
    assert {row["rolname"] for row in rows} == {
        f"{name}_{kind}" for name in DATABASES for kind in ("app", "owner")
    }
    assert not any(row["mighty"] for row in rows)
    assert owner == "participants_owner"
    assert not may_create
