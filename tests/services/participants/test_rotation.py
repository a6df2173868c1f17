"""The master key is rotated over ten thousand people while events are posted and people are read: nothing
fails, and afterwards nothing is read with the old key."""

import asyncio
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from typer.testing import CliRunner

from deploy.cli.commands import app
from tests.conftest import Database, Running, Tokens
from tests.graph import told
from tests.services.participants.conftest import Posting, a_registration, an_event

PEOPLE, BATCH, PAGE = 10_000, 1_000, 50
READ = f"{{ participants(first: {PAGE}) {{ nodes {{ person {{ familyName }} }} }} }}"


@pytest.fixture
async def registered(post: Posting) -> list[str]:
    """The references of ten thousand people."""
    references = [f"R{number}" for number in range(PEOPLE)]
    for first in range(0, PEOPLE, BATCH):
        results = await post(*(a_registration(each) for each in references[first : first + BATCH]))
        assert {each["status"] for each in results} == {"accepted"}
    return references


async def test_ten_thousand_people_are_rewrapped_while_events_and_readings_go_on(
    participants: Running,
    bearer: Tokens,
    provider: UUID,
    post: Posting,
    registered: list[str],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in database.run_config.environment_of("participants", {}).items():
        monkeypatch.setenv(name, value)
    rotated, lead = asyncio.Event(), bearer("lead", provider)

    async def post_on() -> int:
        for turn in count(1):
            some = registered[turn * PAGE % PEOPLE :][:PAGE]
            contacts = [an_event("contact-recorded", each, {"kind": "phone"}) for each in some]
            results = await post(*contacts, a_registration(f"N{turn}"))
            assert {each["status"] for each in results} == {"accepted"}
            if rotated.is_set():
                return turn
        raise AssertionError

    async def read_on() -> int:
        for turn in count(1):
            assert await names(participants, lead) == ["ap Rhys"] * PAGE
            if rotated.is_set():
                return turn
        raise AssertionError

    folder = database.run_config.keys.of_service("participants")
    old = sorted(folder.glob("master.*"))
    beside = asyncio.gather(post_on(), read_on())
    said = await asyncio.to_thread(rotate, folder)
    rotated.set()
    posted, read = await beside
    assert posted > 1, "events came in meanwhile"
    assert read > 1, "people were read meanwhile"
    assert "destroy master." in said
    newest = max(int(each.suffix[1:]) for each in folder.glob("master.*"))
    assert await versions(database) == {newest}
    for each in old:
        each.rename(each.with_name(f"gone.{each.name}"))
    assert await names(participants, lead) == ["ap Rhys"] * PAGE


def rotate(folder: Path) -> str:
    """Type what rotates a master key."""
    typed = CliRunner()
    assert typed.invoke(app, ["keys", "add-master", str(folder)]).exit_code == 0
    said = typed.invoke(app, ["keys", "rotate", "participants", "--folder", str(folder)])
    assert said.exit_code == 0, said.output
    return said.output


async def names(participants: Running, headers: dict[str, str]) -> list[Any]:
    answer = await told(participants, headers, READ)
    return [each["person"]["familyName"] for each in answer["participants"]["nodes"]]


async def versions(database: Database) -> set[int]:
    """The versions of the master key that wrap somebody's data key, or may."""
    connection = await asyncpg.connect(f"{database.server}/participants")
    try:
        rows = await connection.fetch(
            "SELECT master_version AS version FROM person_key UNION SELECT version FROM master_key"
        )
    finally:
        await connection.close()
    return {row["version"] for row in rows}
