"""The key by which NI numbers are found is rotated while people register: a number that is known is
recognised before, meanwhile and afterwards, and nothing needs the old key then."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.cli.keys import add_index
from services.participants.commands import rotate_index_key as command
from services.participants.commands.rotate_index_key import rotate_index_key
from services.participants.store import index_keys
from shared.field_encryption.key_files import KeyMissing
from tests.conftest import Database, Running
from tests.services.participants.conftest import Posting, a_registration


def registered(subject: str, number: str) -> dict[str, Any]:
    person = {"given_name": "Siân", "family_name": "ap Rhys", "date_of_birth": "1985-05-01"}
    return a_registration(subject, person={**person, "national_insurance_number": number})


@pytest.fixture
def folder(database: Database) -> Iterator[Path]:
    """The folder of keys; what a test took out of it comes back, for others in the same process."""
    path = database.run_config.keys.of_service("participants")
    yield path
    for each in path.glob("gone.*"):
        each.rename(path / each.name.removeprefix("gone."))


def newest(folder: Path) -> int:
    return max(int(each.suffix[1:]) for each in folder.glob("index.*"))


async def flagged(participants: Running, results: list[dict[str, Any]]) -> list[bool]:
    """Of which registrations the fact says that the NI number was known."""
    async with participants.app.state.context.begin_as_worker() as work:
        rows = await (await work.connection()).fetch(
            "SELECT key, data FROM outbox WHERE type LIKE '%participant.registered%'"
        )
    said = {str(row["key"]): b"same-ni-number" in row["data"] for row in rows}
    return [said[each["enrolment"]] for each in results]


async def test_a_known_number_is_recognised_before_meanwhile_and_after_a_rotation(
    participants: Running, post: Posting, folder: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "AT_ONCE", 2)
    context, numbers = participants.app.state.context, [f"QQ12345{n}A" for n in range(5)]
    first = await post(*(registered(f"I{n}", number) for n, number in enumerate(numbers)))
    assert await flagged(participants, first) == [False] * 5
    add_index(folder)
    version = newest(folder)
    async with context.begin_as_worker() as work:
        await index_keys.add(work, version)  # the rotation has begun, and no index is written anew yet
    meanwhile = await post(registered("J0", numbers[0]), registered("J1", "QQ654321B"))
    assert await flagged(participants, meanwhile) == [True, False]
    done, retired = await rotate_index_key(context, version)
    assert done >= 5
    assert retired == [version - 1]
    old_key = folder / f"index.{version - 1}"
    old_key.rename(folder / f"gone.{old_key.name}")
    context.keys.index_keys.clear()
    again = await post(*(registered(f"K{n}", each) for n, each in enumerate([*numbers, "QQ654321B"])))
    assert await flagged(participants, again) == [True] * 6
    assert await _versions(database) == {version}


async def test_a_version_whose_key_is_not_here_yet_is_not_begun(participants: Running, folder: Path) -> None:
    with pytest.raises(KeyMissing):
        await rotate_index_key(participants.app.state.context, newest(folder) + 1)


async def _versions(database: Database) -> set[int]:
    connection = await asyncpg.connect(f"{database.server}/participants")
    try:
        rows = await connection.fetch(
            "SELECT ni_index_version AS version FROM participant WHERE ni_index IS NOT NULL"
            " UNION SELECT version FROM index_key"
        )
    finally:
        await connection.close()
    return {row["version"] for row in rows}
