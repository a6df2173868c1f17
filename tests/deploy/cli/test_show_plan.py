"""`dolen plan`: how the gateway would answer an operation, without asking anybody."""

from pathlib import Path

from typer.testing import CliRunner

from deploy.cli.commands import app
from tests.docs.examples import DOCS

RUN = CliRunner()
BOARD = DOCS / "graph" / "board-one-lot.graphql"


def test_the_plan_of_an_example_names_every_service_that_is_asked() -> None:
    said = RUN.invoke(app, ["plan", str(BOARD)])
    assert said.exit_code == 0
    asked = [line for line in said.stdout.splitlines() if not line.startswith(" ")]
    assert asked[0] == "0: outcomes"
    assert {line.split(": ")[1] for line in asked[1:]} == {
        f"{service} after 0 at lot" for service in ("employers", "participants", "referrals")
    }


def test_an_operation_can_be_piped_in_with_its_variables() -> None:
    text = "query($full: Boolean!) { lots { code caseload @include(if: $full) { open } } }"
    for full, services in (("false", 1), ("true", 2)):
        said = RUN.invoke(app, ["plan", "-", "--variables", f'{{"full": {full}}}'], input=text)
        assert (said.exit_code, len(said.stdout.splitlines())) == (0, 2 * services)


def test_what_would_be_refused_is_told_with_its_reason() -> None:
    said = RUN.invoke(app, ["plan", "-"], input="{ lotts { code } }")
    assert said.exit_code == 1
    assert said.stderr.startswith("invalid-operation: Cannot query field")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    said = RUN.invoke(app, ["plan", str(tmp_path / "none.graphql")])
    assert said.exit_code == 2
    assert "cannot be read" in said.stderr
