"""Where a run lives: folder, ports, secrets, and that two never get in each other's way."""

import json
import socket
import stat
from pathlib import Path

import pytest

from deploy.cli.partner_lookup import NoSuchPartner, partner
from deploy.localrun.exclusive_run import check_ports, locked
from deploy.localrun.keys import Keys
from deploy.localrun.run_config import InvalidRunConfig, RunConfig
from deploy.topology import DATABASES, SERVICES
from shared.field_encryption.key_ring import FIRST_MASTER
from shared.programmes import load_all
from shared.settings import ServiceSettings, Settings


def test_ports_follow_one_another_from_the_gateway_on() -> None:
    ports = RunConfig.of({"DOLEN_PORT": "9000"}).ports
    assert list(ports.values()) == list(range(9000, 9007))
    assert list(ports) == ["gateway", *SERVICES, "postgres", "issuer"]


@pytest.mark.parametrize("port", ["", "0", "eighty", "65535", "-1"])
def test_a_port_that_leaves_no_room_for_the_others_is_refused(port: str) -> None:
    with pytest.raises(InvalidRunConfig, match="DOLEN_PORT"):
        RunConfig.of({"DOLEN_PORT": port})


def test_one_home_has_one_run_at_a_time(run_config: RunConfig) -> None:
    with (
        locked(run_config.home),
        pytest.raises(InvalidRunConfig, match="another run"),
        locked(run_config.home),
    ):
        pass
    with locked(run_config.home):
        pass  # free again


def test_a_taken_port_is_named(run_config: RunConfig) -> None:
    port = run_config.ports["outcomes"]
    taken = socket.create_server(("127.0.0.1", port))
    with taken, pytest.raises(InvalidRunConfig, match=rf"{port} \(outcomes\)"):
        check_ports(run_config.ports, within=0)
    check_ports(run_config.ports, within=0)


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_gets_its_own_database_and_the_same_bus(run_config: RunConfig, name: str) -> None:
    told = run_config.environment_of(name, {})
    assert f"{name}_app:" in told["DOLEN_DATABASE_URL"]
    assert told["DOLEN_DATABASE_URL"].endswith(f"/{name}")
    assert f"{name}_owner:" in told["DOLEN_MIGRATION_URL"]
    assert told["DOLEN_BUS_URL"].endswith("/bus")
    assert int(told["DOLEN_LISTEN_PORT"]) == run_config.ports[name]


def test_a_service_understands_what_it_is_told(
    run_config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in run_config.environment_of("outcomes", {}).items():
        monkeypatch.setenv(name, value)
    settings = ServiceSettings()
    assert settings.in_development
    assert settings.listen_port == run_config.ports["outcomes"]
    assert set(settings.peers) == set(SERVICES)
    assert settings.signing_key == run_config.keys.service("outcomes")


def test_the_gateway_is_told_no_database_and_no_key(
    run_config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = run_config.environment_of("gateway", {})
    assert not {"DOLEN_DATABASE_URL", "DOLEN_KEYS", "DOLEN_SIGNING_KEY"} & told.keys()
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert Settings().listen_port == run_config.port


def test_secrets_are_made_once_and_only_their_owner_reads_them(run_config: RunConfig) -> None:
    def secrets_of(keys: Keys) -> list[str]:
        files = [path for name in SERVICES for path in sorted(keys.of_service(name).iterdir())]
        return [path.read_text() for path in files] + [keys.password(f"{name}_app") for name in DATABASES]

    keys = run_config.keys
    made = secrets_of(keys)
    assert made == secrets_of(keys)
    assert len(set(made)) == len(made) == 3 * len(SERVICES) + len(DATABASES)
    files = [path for path in keys.folder.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_two_homes_share_no_secret(home: Path) -> None:
    one, two = RunConfig(home / "one", 9000).keys, RunConfig(home / "two", 9010).keys
    first, second = (keys.of_service("referrals") / FIRST_MASTER for keys in (one, two))
    assert first.read_text() != second.read_text()


PARTNERS = """[
    {"id": "00000000-0000-4000-8000-000000000001", "name": "Barod", "kind": "provider", "lots": ["Dyfed"]},
    {"id": "00000000-0000-4000-8000-000000000002", "name": "Jobcentre Rhyl", "kind": "referrer", "lots": []}
]"""


@pytest.mark.parametrize(
    ("role", "wanted", "lots", "found"),
    [
        ("provider", "barod", [], 1),
        ("lead", "", ["Dyfed"], 1),
        ("referrer", "Jobcentre", [], 2),
        ("provider", "00000000-0000-4000-8000-000000000003", [], 3),
    ],
)
def test_an_organisation_is_found_by_id_name_or_lot(
    run_config: RunConfig, role: str, wanted: str, lots: list[str], found: int
) -> None:
    run_config.partners.write_text(PARTNERS)
    assert partner(run_config, role, wanted, lots).id.int & 0xFF == found


def test_a_charity_of_a_consortium_acts_in_the_lots_of_all_of_it(run_config: RunConfig) -> None:
    cais = next(each for each in load_all()["oows"].providers if each.name == "CAIS")
    known = [{"id": str(cais.id), "name": "CAIS", "kind": "provider", "lots": ["North Wales"]}]
    run_config.partners.write_text(json.dumps(known))
    first, *others = partner(run_config, "provider", "CAIS", []).lots
    assert (first, others) == ("North Wales", ["Dyfed", "Gwent", "Powys", "Western Bay"])


def test_an_unknown_name_is_answered_with_those_there_are(run_config: RunConfig) -> None:
    run_config.partners.write_text(PARTNERS)
    with pytest.raises(NoSuchPartner, match="Known: Barod"):
        partner(run_config, "provider", "Jobcentre", [])
