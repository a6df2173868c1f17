"""The topology for a server of one's own: what `docker-compose.yml` says exists, is enough and is no
secret."""

import json
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer.main
from ruamel.yaml import YAML

from deploy import kafka
from deploy.cli.commands import app
from deploy.kafka.cluster import NODES, SETTINGS
from deploy.topology import GATEWAY, SERVICES
from gateway.settings import GatewaySettings
from shared.auth.service_tokens import SERVICE
from shared.contracts.vocabulary import Lot, Role
from shared.settings import ServiceSettings, Settings

ROOT = Path(__file__).parent.parent.parent
PAGE: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker-compose.yml")
REALM: dict[str, Any] = json.loads((ROOT / "deploy" / "keycloak" / "realm.json").read_text())
OURS = {name: each for name, each in PAGE["services"].items() if "dolen:" in each["image"]}
SERVED = {name: each for name, each in OURS.items() if each["command"][0] == "serve"}
JOBS = {name: each for name, each in OURS.items() if name not in SERVED}
BROKERS = {name: each for name, each in PAGE["services"].items() if "kafka:" in each["image"]}

_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def filled(value: object) -> str:
    """As it is where the environment gives each variable its own name, and nothing that has a default."""
    return _VARIABLE.sub(lambda found: found[3] if found[2] == "-" else found[1].lower(), str(value))


def told(each: Mapping[str, Any]) -> dict[str, str]:
    return {name: filled(value) for name, value in each.get("environment", {}).items()}


def settings_of(name: str) -> type[Settings]:
    if name == GATEWAY:
        return GatewaySettings
    settings: type[ServiceSettings] = import_module(f"services.{name}.app").SERVICE.settings
    return settings


@pytest.mark.parametrize("process", SERVED)
def test_what_a_process_is_told_is_enough_to_start_in_production(
    process: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in told(SERVED[process]).items():
        monkeypatch.setenv(name, value)
    started = settings_of(SERVED[process]["command"][1])()
    assert not started.in_development
    assert started.service_jwks
    if isinstance(started, ServiceSettings):
        assert started.bus == "kafka"
        assert set(started.kafka.split(",")) == {f"{broker}:9092" for broker in BROKERS}


@pytest.mark.parametrize("process", SERVED)
def test_every_setting_of_a_process_exists(process: str) -> None:
    fields = settings_of(SERVED[process]["command"][1]).model_fields
    assert told(SERVED[process]).keys() - {f"DOLEN_{field.upper()}" for field in fields} == set()


def test_every_setting_of_a_job_is_read_by_somebody() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "deploy").rglob("*.py"))
    roles = {f"DOLEN_PASSWORD_{name.upper()}_{kind}" for name in SERVICES for kind in ("OWNER", "APP")}
    for name, job in JOBS.items():
        said = told(job).keys()
        assert {each for each in said - roles if f'"{each}"' not in code} == set(), name
    assert roles <= told(JOBS["provision"]).keys()


def test_every_service_answers_and_works_and_its_database_is_brought_up_to_date_first() -> None:
    for service in SERVICES:
        assert SERVED[service]["command"] == ["serve", service, "--role", "api"]
        assert SERVED[f"{service}-worker"]["command"] == ["serve", service, "--role", "worker"]
        assert JOBS[f"migrate-{service}"]["command"] == ["migrate", service]
        for process in (service, f"{service}-worker"):
            assert {f"migrate-{service}", "topics"} == SERVED[process]["depends_on"].keys()


def test_every_command_exists() -> None:
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert {each["command"][0] for each in OURS.values()} <= known.keys()


def test_whatever_is_referred_to_is_there() -> None:
    for name, each in PAGE["services"].items():
        assert each.get("depends_on", {}).keys() <= PAGE["services"].keys(), name
        assert set(each.get("networks", [])) <= PAGE["networks"].keys(), name
        assert set(each.get("secrets", [])) <= PAGE["secrets"].keys(), name
        assert {config["source"] for config in each.get("configs", [])} <= PAGE["configs"].keys(), name
        volumes = {volume.partition(":")[0] for volume in each.get("volumes", [])}
        assert volumes <= PAGE["volumes"].keys(), name
    assert (ROOT / PAGE["configs"]["realm"]["file"]).is_file()


def test_no_secret_stands_on_the_page_and_a_missing_one_stops_the_start() -> None:
    for process, each in PAGE["services"].items():
        for name, value in each.get("environment", {}).items():
            if re.search("PASSWORD|SECRET", name) or "@" in str(value).partition("//")[2]:
                assert re.search(r"\$\{\w+:\?", str(value)), f"{process}: {name}"


def test_the_brokers_are_those_of_a_local_run() -> None:
    """As in deploy/kafka: the same promises, over the same version."""
    pom = (Path(kafka.__path__[0]) / "pom.xml").read_text()
    version = re.search(r"<artifactId>kafka</artifactId>\s*<version>(.*)</version>", pom)
    assert version is not None
    own = {
        "node.id",
        "controller.quorum.voters",
        "listeners",
        "advertised.listeners",
        "log.dirs",
        "heap.opts",
    }
    assert len(BROKERS) == len(NODES)
    for name, broker in BROKERS.items():
        assert broker["image"] == f"apache/kafka:{version[1]}"
        said = {
            variable.removeprefix("KAFKA_").lower().replace("_", "."): value
            for variable, value in told(broker).items()
            if variable.startswith("KAFKA_")
        }
        assert {each: said.get(each) for each in SETTINGS} == SETTINGS
        assert said.keys() - SETTINGS.keys() == own
        assert f"{said['node.id']}@{name}:9093" in said["controller.quorum.voters"].split(",")
        assert said["advertised.listeners"] == f"PLAINTEXT://{name}:9092"
        assert broker["volumes"] == [f"{name}:{said['log.dirs']}"]


def test_the_realm_holds_no_secret_and_makes_nobody_a_service() -> None:
    assert "secret" not in json.dumps(REALM).replace('"client-secret"', "").lower()
    roles = set()
    for client in REALM["clients"]:
        said = {
            mapper["config"]["claim.name"]: mapper["config"]["claim.value"]
            for mapper in client["protocolMappers"]
        }
        assert said.keys() == {"role", "org", "lots", "purposes"}
        assert set(json.loads(said["lots"])) <= set(Lot)
        roles.add(said["role"])
    assert roles == set(Role) - {SERVICE}
