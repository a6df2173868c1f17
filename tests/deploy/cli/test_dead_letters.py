"""What a person types to look at facts that were set aside, and to have them tried again."""

from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest
from typer.testing import CliRunner

from deploy.cli import dead_letters
from shared.messaging.envelope import Delivered
from shared.workers import dead_letters as inbox_dead_letters
from shared.workers import outbox_dead_letters
from tests.conftest import Database
from tests.shared.kit import an_envelope

HEADERS = b'{"source":"urn:dolen:notes","time":"2018-03-05T09:30:00Z"}'


@pytest.fixture
def typed(database: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DOLEN_DATABASE_URL", database.run_config.database_url("outcomes_app", "outcomes"))
    monkeypatch.setattr(dead_letters, "_WAIT_SECONDS", 0)
    return CliRunner()


@pytest.fixture
async def poison(database: Database) -> UUID:
    """One dead letter in outcomes, whose worker is not running."""
    event = an_envelope(uuid4(), headers=HEADERS)
    connection = await asyncpg.connect(f"{database.server}/outcomes")
    await connection.execute("DELETE FROM dead_letter")
    await connection.execute("DELETE FROM unsent")
    await inbox_dead_letters.add(
        connection, [Delivered(event, partition=0, offset=0)], reason="poison", error="KeyError", attempts=3
    )
    await connection.close()
    return event.id


@pytest.fixture
async def refused(database: Database) -> UUID:
    """One fact of outcomes that the bus would not take, and nothing else."""
    event = an_envelope(uuid4(), headers=HEADERS)
    connection = await asyncpg.connect(f"{database.server}/outcomes")
    await connection.execute("DELETE FROM dead_letter")
    await connection.execute("DELETE FROM unsent")
    seq = await connection.fetchval(_ANNOUNCED, event.id, event.topic, event.key, event.headers, event.data)
    await outbox_dead_letters.refuse(connection, {seq: "too large"})
    await connection.close()
    return event.id


_ANNOUNCED = """
INSERT INTO outbox (event_id, topic, key, partition, aggversion, type, headers, data)
VALUES ($1, $2, $3, 0, 1, 'cymru.dolen.note.made.v1', $4, $5) RETURNING seq
"""


def test_they_are_listed_with_what_went_wrong(typed: CliRunner, poison: UUID) -> None:
    said = typed.invoke(dead_letters.app, ["list", "outcomes"])
    assert said.exit_code == 0
    [line] = said.stdout.splitlines()
    assert line.startswith(f"{poison}  poison   KeyError")
    assert "3 attempts" in line


def test_one_is_shown_as_the_event_it_was(typed: CliRunner, poison: UUID) -> None:
    said = orjson.loads(typed.invoke(dead_letters.app, ["show", "outcomes", str(poison)]).stdout)
    assert (said["specversion"], said["id"], said["source"]) == ("1.0", str(poison), "urn:dolen:notes")
    assert said["data"]["words"] == "1"


def test_what_the_bus_would_not_take_is_listed_and_shown_too(typed: CliRunner, refused: UUID) -> None:
    [line] = typed.invoke(dead_letters.app, ["list", "outcomes"]).stdout.splitlines()
    assert line.startswith(f"{refused}  refused  too large")
    said = orjson.loads(typed.invoke(dead_letters.app, ["show", "outcomes", str(refused)]).stdout)
    assert (said["id"], said["data"]["words"]) == (str(refused), "1")


def test_one_that_is_not_there_is_an_error(typed: CliRunner, poison: UUID) -> None:
    said = typed.invoke(dead_letters.app, ["show", "outcomes", str(uuid4())])
    assert said.exit_code == 1


def test_without_a_worker_a_redrive_says_that_nobody_took_it_up(typed: CliRunner, poison: UUID) -> None:
    said = typed.invoke(dead_letters.app, ["redrive", "outcomes", str(poison)])
    assert said.exit_code == 1
    assert "0 of 1 applied" in said.stdout
    assert "is a worker running?" in said.stdout


def test_a_container_whose_password_is_a_file_reaches_its_database(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = database.run_config.ports["postgres"]
    (tmp_path / "password").write_text(database.run_config.keys.password("outcomes_app"))
    monkeypatch.setenv("DOLEN_DATABASE_URL", f"postgresql://outcomes_app@127.0.0.1:{port}/outcomes")
    monkeypatch.setenv("DOLEN_DATABASE_PASSWORD_FILE", str(tmp_path / "password"))
    assert CliRunner().invoke(dead_letters.app, ["list", "outcomes"]).exit_code == 0
