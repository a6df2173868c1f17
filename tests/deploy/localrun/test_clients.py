"""A local run has a client of each kind, with secrets of its own."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli.commands import app
from deploy.demo.oows import Lot
from deploy.demo.partners import provider, referrers
from deploy.localrun import clients, dev_token_issuer, token_endpoint
from deploy.localrun.clients import CLIENTS
from deploy.localrun.keys import Keys
from shared.contracts.role_policy import ROLES
from shared.contracts.vocabulary import Role


def test_every_role_but_that_of_a_service_has_a_client() -> None:
    assert sorted(each.role for each in CLIENTS) == sorted(set(ROLES) - {Role.SERVICE})
    assert len({each.id for each in CLIENTS}) == len(CLIENTS)


def test_clients_of_partners_are_those_of_the_demonstration() -> None:
    assert str(clients.CAIS) == provider(Lot.NORTH_WALES).id
    assert str(clients.JOBCENTRE_RHYL) == referrers(Lot.NORTH_WALES)[0].id


def test_a_secret_is_made_once_for_each_run_and_only_its_owner_reads_it(home: Path) -> None:
    one, two = Keys(home / "one"), Keys(home / "two")
    made = [keys.client_secret(each.id) for keys in (one, two) for each in CLIENTS]
    assert made == [keys.client_secret(each.id) for keys in (one, two) for each in CLIENTS]
    assert len(set(made)) == 2 * len(CLIENTS)
    assert {stat.S_IMODE(file.stat().st_mode) for file in home.rglob("client-*")} == {0o600}


def test_a_command_shows_them_with_their_secrets(home: Path) -> None:
    shown = CliRunner().invoke(app, ["clients"], env={"DOLEN_HOME": str(home)})
    lines = [line.split("\t")[:3] for line in shown.stdout.splitlines()]
    keys = Keys(home / "keys")
    assert lines == [[each.id, keys.client_secret(each.id), each.role] for each in CLIENTS]


def test_a_command_shows_the_secret_of_one_alone(home: Path) -> None:
    shown = CliRunner().invoke(app, ["clients", "cais-crm"], env={"DOLEN_HOME": str(home)})
    assert shown.stdout == Keys(home / "keys").client_secret("cais-crm") + "\n"
    unknown = CliRunner().invoke(app, ["clients", "nobody"], env={"DOLEN_HOME": str(home)})
    assert isinstance(unknown.exception, clients.NoSuchClient)
    assert "cais-crm" in str(unknown.exception)


def test_nothing_of_it_is_there_in_production(home: Path) -> None:
    environment = {"DOLEN_HOME": str(home), "DOLEN_ENVIRONMENT": "production"}
    shown = CliRunner().invoke(app, ["clients"], env=environment)
    assert isinstance(shown.exception, dev_token_issuer.NotInDevelopment)
    with pytest.raises(dev_token_issuer.NotInDevelopment):
        token_endpoint.build(Keys(home / "keys"), environment="production")
    assert not list(home.rglob("*"))


def test_the_process_does_not_start_where_nothing_says_that_this_is_development(home: Path) -> None:
    """Its settings are for production unless they say otherwise, as everybody's are."""
    environment = {"DOLEN_HOME": str(home), "DOLEN_ISSUER": "https://id.example.org", "DOLEN_JWKS": "/jwks"}
    started = subprocess.run(
        [sys.executable, "-m", "deploy.localrun.token_endpoint"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert started.returncode != 0
    assert "NotInDevelopment" in started.stderr
    assert not list(home.rglob("*"))
