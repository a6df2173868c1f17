"""What a person types to make a service's keys, to rotate its master key and to see what is kept too long."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli.commands import app
from tests.conftest import Database


@pytest.fixture
def typed(database: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Somebody at a service's environment, in which no worker runs."""
    for name, value in database.run_config.environment_of("outcomes", {}).items():
        monkeypatch.setenv(name, value)
    return CliRunner()


def test_keys_are_made_once_and_a_further_master_key_beside_them(typed: CliRunner, tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    for _ in range(2):
        assert typed.invoke(app, ["keys", "create", str(folder)]).exit_code == 0
    made = {path.name: path.read_text() for path in folder.iterdir()}
    assert made.keys() == {"master.1", "index.1", "identifiers"}
    assert typed.invoke(app, ["keys", "add-master", str(folder)]).output == "master.2\n"
    (folder / "master.1").unlink()
    typed.invoke(app, ["keys", "create", str(folder)])
    assert {path.name for path in folder.iterdir()} == {"master.2", "index.1", "identifiers"}


def test_a_rotation_says_which_master_key_is_to_be_destroyed(typed: CliRunner, database: Database) -> None:
    folder = str(database.run_config.keys.of_service("outcomes"))
    added = typed.invoke(app, ["keys", "add-master", folder]).output.strip()
    said = typed.invoke(app, ["keys", "rotate", "outcomes"])
    assert said.exit_code == 0, said.output
    assert f"re-wrapped under {added}" in said.output
    assert "destroy master.1" in said.output
    again = typed.invoke(app, ["keys", "rotate", "outcomes"])
    assert (again.exit_code, "destroy" in again.output) == (0, False)


@pytest.mark.parametrize(
    ("service", "rules"),
    [
        ("referrals", ["oows/declined-referral-6-months: ", "oows/withdrawn-referral-6-months: "]),
        ("participants", ["oows/participant-72-months-until-2030-12-31: "]),
    ],
)
def test_a_dry_run_of_retention_reports_by_rule(
    typed: CliRunner, database: Database, monkeypatch: pytest.MonkeyPatch, service: str, rules: list[str]
) -> None:
    for name, value in database.run_config.environment_of(service, {}).items():
        monkeypatch.setenv(name, value)
    said = typed.invoke(app, ["retention", service, "--dry-run"])
    assert said.exit_code == 0, said.output
    for rule in rules:
        assert f"{rule}0 would be erased" in said.output
