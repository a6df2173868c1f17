"""`dolen import`: a charity without developers posts a file of any length, and mends what was refused."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from deploy.cli.import_events import ROWS
from tests.platform import Platform
from tests.services.participants.conftest import BATCH, a_registration

TIME = "2017-03-06T10:00:00Z"
HEAD = "id,subject,time,kind,minutes\n"


@pytest.fixture
def provider() -> UUID:
    return uuid4()


def run_import(platform: Platform, provider: UUID, file: Path) -> tuple[int, list[str]]:
    token = platform.token("provider", provider)["Authorization"].removeprefix("Bearer ")
    ran = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "import", "contact-recorded", file, "--gateway", platform.url],
        env={**os.environ, "DOLEN_TOKEN": token},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, (ran.stdout + ran.stderr).splitlines()


async def test_a_long_file_is_posted_whole_and_each_refusal_told_by_its_line(
    platform: Platform, provider: UUID, door: httpx.AsyncClient, tmp_path: Path
) -> None:
    headers = {**platform.token("provider", provider), "Content-Type": BATCH}
    registered = await door.post("/v1/events", json=[a_registration("A")], headers=headers)
    assert registered.json()["results"][0]["status"] == "accepted"
    rows = [f"{number},A,{TIME},phone,5\n" for number in range(2 * ROWS)]
    file = tmp_path / "contacts.csv"
    file.write_text(HEAD + "".join(rows) + f"x,A,{TIME},phone,Siân\ny,B,{TIME},phone,5\n")
    code, said = run_import(platform, provider, file)
    assert code == 1
    assert [line.rpartition(":")[0] for line in said] == [
        f"line {2 * ROWS + 2}: invalid /data/minutes",
        f"line {2 * ROWS + 3}: subject-unknown /subject",
        "",
    ]
    assert said[-1] == f"{2 * ROWS} taken, 2 refused"
    file.write_text(HEAD + "".join(rows))
    assert run_import(platform, provider, file) == (0, [f"{2 * ROWS} taken, 0 refused"])


async def test_a_file_that_is_none_is_told_in_one_line(
    platform: Platform, provider: UUID, tmp_path: Path
) -> None:
    file = tmp_path / "contacts.csv"
    for content, said in (
        (None, "contacts.csv: No such file or directory"),
        (b"id\nSi\xe2n\n", "contacts.csv is not CSV in UTF-8"),
        (b"id,id\n1,2\n", "file-unreadable"),
    ):
        if content is not None:
            file.write_bytes(content)
        code, lines = run_import(platform, provider, file)
        assert (code, len(lines)) == (1, 1)
        assert lines[0].startswith(said)
