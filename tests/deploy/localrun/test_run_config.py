"""Where a run lives: folder, ports, secrets, and that two never get in each other's way."""

import socket
import stat
from pathlib import Path

import pytest

from deploy.cli.partner_lookup import NoSuchPartner, partner
from deploy.localrun.exclusive_run import check_ports, locked
from deploy.localrun.run_config import DATABASES, SERVICES, InvalidRunConfig, RunConfig
from shared.settings import ServiceSettings, Settings


def test_ports_follow_one_another_from_the_gateway_on() -> None:
    ports = RunConfig.of({"DOLEN_PORT": "9000"}).ports
    assert list(ports.values()) == [9000, 9001, 9002, 9003, 9004, 9005]
    assert list(ports) == ["gateway", "referrals", "participants", "outcomes", "employers", "postgres"]


@pytest.mark.parametrize("port", ["", "0", "eighty", "65535", "-1"])
def test_a_port_that_leaves_no_room_for_the_others_is_refused(port: str) -> None:
    with pytest.raises(InvalidRunConfig, match="DOLEN_PORT"):
        RunConfig.of({"DOLEN_PORT": port})


def test_one_home_has_one_run_at_a_time(place: RunConfig) -> None:
    with locked(place.home), pytest.raises(InvalidRunConfig, match="another run"), locked(place.home):
        pass
    with locked(place.home):
        pass  # free again


def test_a_taken_port_is_named(place: RunConfig) -> None:
    port = place.ports["outcomes"]
    taken = socket.create_server(("127.0.0.1", port))
    with taken, pytest.raises(InvalidRunConfig, match=rf"{port} \(outcomes\)"):
        check_ports(place.ports, within=0)
    check_ports(place.ports, within=0)


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_gets_its_own_database_and_the_same_bus(place: RunConfig, name: str) -> None:
    told = place.environment_of(name, {})
    assert f"{name}_app:" in told["DOLEN_DATABASE_URL"]
    assert told["DOLEN_DATABASE_URL"].endswith(f"/{name}")
    assert f"{name}_owner:" in told["DOLEN_MIGRATION_URL"]
    assert told["DOLEN_BUS_URL"].endswith("/bus")
    assert int(told["DOLEN_LISTEN_PORT"]) == place.ports[name]


def test_a_service_understands_what_it_is_told(place: RunConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in place.environment_of("outcomes", {}).items():
        monkeypatch.setenv(name, value)
    settings = ServiceSettings()
    assert settings.in_development
    assert settings.listen_port == place.ports["outcomes"]
    assert set(settings.peers) == set(SERVICES)
    assert settings.signing_key == place.keys.services


def test_the_gateway_is_told_no_database_and_no_key(
    place: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = place.environment_of("gateway", {})
    assert not {"DOLEN_DATABASE_URL", "DOLEN_SEALING_KEY", "DOLEN_SIGNING_KEY"} & told.keys()
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert Settings().listen_port == place.port


def test_secrets_are_made_once_and_only_their_owner_reads_them(place: RunConfig) -> None:
    keys = place.keys
    made = [keys.sealing(), keys.index(), *(keys.password(f"{name}_app") for name in DATABASES)]
    assert made == [keys.sealing(), keys.index(), *(keys.password(f"{name}_app") for name in DATABASES)]
    assert len(set(made)) == len(made)
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.folder.iterdir()} == {0o600}


def test_two_homes_share_no_secret(home: Path) -> None:
    one, two = RunConfig(home / "one", 9000).keys, RunConfig(home / "two", 9010).keys
    assert one.sealing() != two.sealing()


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
    place: RunConfig, role: str, wanted: str, lots: list[str], found: int
) -> None:
    place.partners.write_text(PARTNERS)
    assert partner(place, role, wanted, lots).id.int & 0xFF == found


def test_an_unknown_name_is_answered_with_those_there_are(place: RunConfig) -> None:
    place.partners.write_text(PARTNERS)
    with pytest.raises(NoSuchPartner, match="Known: Barod"):
        partner(place, "provider", "Jobcentre", [])
