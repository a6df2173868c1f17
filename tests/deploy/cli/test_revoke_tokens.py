"""Revoking tokens from the command line: what is written is what processes read."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli.commands import app
from deploy.cli.revoke_tokens import add
from shared.auth.revocations import Revocations, read


def test_what_is_revoked_is_held_and_what_is_past_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "new" / "revoked.jsonl"
    assert add(file, ["first", "second"], now=100.0, until=200.0) == 2
    assert add(file, ["third"], now=150.0, until=300.0) == 3
    assert add(file, ["fourth"], now=250.0, until=400.0) == 2
    assert [each.value for each in read(file)] == ["third", "fourth"]
    held = Revocations(file)
    assert held.hold("another", "third")
    assert not held.hold("first", None)


def test_the_command_writes_the_file_that_processes_are_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "revoked.jsonl"
    monkeypatch.setenv("DOLEN_REVOKED_TOKENS", str(file))
    done = CliRunner().invoke(app, ["tokens", "revoke", "0b0b", "1c1c"])
    assert done.exit_code == 0, done.output
    assert Revocations(file).hold("1c1c")
