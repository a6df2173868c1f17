"""The topology for a server of one's own: what `docker-compose.yml` says exists, is enough, is no secret, and
every container is held to the same rules, whichever it is."""

import json
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer.main

from deploy import installation_secrets, kafka
from deploy.cli.commands import app
from deploy.kafka.cluster import NODES, SETTINGS
from deploy.topology import AUDIT, GATEWAY, SERVICES
from gateway.settings import GatewaySettings
from shared.clock import now
from shared.settings import ServiceSettings, Settings
from tests.compose_page import PAGE, ROOT, broker_settings, environment_of

SECRETS = "/run/secrets/"
CONTAINERS: dict[str, Any] = PAGE["services"]
OURS = {name: each for name, each in CONTAINERS.items() if each["image"].startswith("dolen:")}
SERVED = {name: each for name, each in OURS.items() if each["command"][0] == "serve"}
JOBS = {name: each for name, each in OURS.items() if name not in SERVED}
BROKERS = {name: each for name, each in CONTAINERS.items() if re.fullmatch(r"kafka-\d", name)}
DATABASES = {name: each for name, each in CONTAINERS.items() if each["image"].startswith("postgres:")}


def secrets_of(each: Mapping[str, Any]) -> dict[str, str]:
    """The secrets of a container: the path they have in it, and which they are."""
    found = {}
    for secret in each.get("secrets", []):
        source, target = (secret, secret) if isinstance(secret, str) else (secret["source"], secret["target"])
        found[SECRETS + target] = source
    return found


def test_a_container_may_write_nothing_become_nobody_and_use_only_its_share() -> None:
    for name, each in CONTAINERS.items():
        assert each["read_only"] is True, name
        assert each["cap_drop"] == ["ALL"], name
        assert each["security_opt"] == ["no-new-privileges:true"], name
        assert re.fullmatch(r"[1-9]\d*:\d+", each["user"]), name
        assert each["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}, name
        assert not {"privileged", "cap_add", "devices", "network_mode", "pid", "ipc"} & each.keys(), name


def test_a_container_that_stays_says_whether_it_is_well_and_one_that_ends_is_not_started_again() -> None:
    for name, each in CONTAINERS.items():
        if each["restart"] == "no":
            assert each.get("healthcheck", {"disable": True}) == {"disable": True}, name
        else:
            assert each["restart"] == "unless-stopped", name
            assert each["healthcheck"].keys() >= {"test", "interval", "timeout", "retries"}, name


def test_networks_are_split_and_only_the_proxys_and_that_of_webhooks_lead_outside() -> None:
    outside: dict[str, dict[str, bool]] = {"edge": {}, "webhooks": {}}
    inside = {name: {"internal": True} for name in NETWORKS.keys() - outside.keys()}
    assert PAGE["networks"] == {**outside, **inside}
    for network, members in NETWORKS.items():
        assert {name for name, each in CONTAINERS.items() if network in each["networks"]} == members, network
    for name, each in CONTAINERS.items():
        assert ("ports" in each) == (name in NETWORKS["edge"]), name
        assert all(port.startswith("127.0.0.1:") for port in each.get("ports", [])), name


NETWORKS = {
    "edge": {"gateway", "keycloak"},
    "services": {"gateway", "keycloak", *SERVICES},
    "identity": {"keycloak", "keycloak-postgres"},
    "webhooks": {"referrals", "referrals-worker"},
    "data": {
        *(
            "postgres",
            "kafka-1",
            "kafka-2",
            "kafka-3",
            "kafka-access",
            "topics",
            "provision",
            "migrate-audit",
        ),
        *(f"{kind}{service}" for service in SERVICES for kind in ("", "migrate-")),
        *(f"{service}-worker" for service in SERVICES),
    },
}
"""Who is on which network: the gateway and the identity provider reach neither databases nor brokers."""


def bases() -> Iterator[str]:
    """Every image that something of ours stands on or runs."""
    yield from (each["image"] for each in CONTAINERS.values() if "build" not in each)
    for file in {each["build"]["dockerfile"] for each in CONTAINERS.values() if "build" in each}:
        yield from re.findall(r"^FROM (\S+)", (ROOT / file).read_text(), re.MULTILINE)


def test_every_image_has_a_version_and_the_digest_of_its_index() -> None:
    wanted = (ROOT / "deploy" / "images.txt").read_text().split()
    for image in bases():
        named = re.fullmatch(r"([a-z/]+:[\w.-]+)@\$\{(\w+)_DIGEST(:\?[^}]*)?\}", image)
        assert named, image
        assert f"{named[2]}_DIGEST={named[1]}" in wanted
        assert not named[1].endswith(":latest")
    built = {each["image"]: each["build"]["args"] for each in CONTAINERS.values() if "build" in each}
    for image, arguments in built.items():
        assert image.endswith(":${DOLEN_VERSION:?}")
        assert all(":?" in value for value in arguments.values()), "without a digest there is no image"


def test_the_identity_provider_is_of_the_line_that_is_maintained() -> None:
    assert any(image.startswith("keycloak/keycloak:26.7@") for image in bases())


def test_a_container_is_given_the_secrets_it_reads_and_no_other() -> None:
    for name, each in CONTAINERS.items():
        said = json.dumps([each.get("environment", {}), each.get("command", ""), each.get("entrypoint", "")])
        read = set(re.findall(rf"{SECRETS}([\w-]+)", said))
        if name == "kafka-access":
            script = (ROOT / "deploy" / "kafka" / "access.sh").read_text()
            users = re.findall(r"^user (\w+)$", script, re.MULTILINE)
            read = {"kafka_admin", *(f"kafka_{user}" for user in users)}
        assert {SECRETS + file for file in read} == secrets_of(each).keys(), name


def test_the_command_that_makes_secrets_makes_every_file_that_the_page_reads(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    installation_secrets.make(folder, now())
    from_it = re.compile(r"\$\{DOLEN_SECRETS:\?[^}]*\}/(.+)")
    files = [each["file"] for kind in ("secrets", "configs") for each in PAGE[kind].values()]
    read = {found[1] for found in map(from_it.fullmatch, files) if found}
    assert read == {file.name for file in folder.iterdir()}
    assert folder.stat().st_mode & 0o777 == 0o700
    for name in ("postgres_key", "keycloak-postgres_key"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600, "or the server refuses it"
    with pytest.raises(installation_secrets.SecretsExist):
        installation_secrets.make(folder, now())


def test_databases_brokers_and_identity_provider_are_spoken_to_by_tls_alone() -> None:
    verified = "sslmode=verify-full&sslrootcert=/etc/dolen/ca.crt"
    addresses = 0
    for name, each in CONTAINERS.items():
        told = environment_of(each)
        for value in told.values():
            if "postgresql://" in value:
                assert value.partition("?")[2] == verified, name
                addresses += 1
        if "DOLEN_KAFKA" in told:
            assert told["DOLEN_KAFKA_CA"] == "/etc/dolen/ca.crt", name
        if "DOLEN_JWKS" in told:
            assert told["DOLEN_JWKS"].startswith("https://keycloak:8443/"), name
            assert told["DOLEN_JWKS_CA"] == "/etc/dolen/ca.crt", name
    assert addresses == 5 * len(SERVICES) + 3
    hba = (ROOT / "deploy" / "postgres" / "pg_hba.conf").read_text().splitlines()
    assert [line.split()[0] for line in hba if line and line[0] != "#"] == ["local", "hostssl"]
    for name, each in DATABASES.items():
        assert "-c ssl=on" in each["command"], name
        assert "hba_file=/etc/dolen/pg_hba.conf" in each["command"], name
    assert environment_of(CONTAINERS["keycloak"])["KC_HTTP_ENABLED"] == "false"


def settings_of(name: str) -> type[Settings]:
    if name == GATEWAY:
        return GatewaySettings
    settings: type[ServiceSettings] = import_module(f"services.{name}.app").SERVICE.settings
    return settings


@pytest.mark.parametrize("process", SERVED)
def test_what_a_process_is_told_is_enough_to_start_in_production(
    process: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = secrets_of(SERVED[process])
    for name, value in environment_of(SERVED[process]).items():
        if name.endswith("_FILE"):
            secret = tmp_path / files[value]
            secret.write_text(files[value])
        monkeypatch.setenv(name, str(secret) if name.endswith("_FILE") else value)
    started = settings_of(SERVED[process]["command"][1])()
    assert not started.in_development
    assert started.service_jwks
    if isinstance(started, ServiceSettings):
        assert started.bus == "kafka"
        assert set(started.kafka.split(",")) == {f"{broker}:9092" for broker in BROKERS}
        assert started.kafka_user == SERVED[process]["command"][1]
        service = SERVED[process]["command"][1]
        assert started.database_url.startswith(f"postgresql://{service}_app:{service}_app@postgres:5432/")


@pytest.mark.parametrize("process", SERVED)
def test_every_setting_of_a_process_exists(process: str) -> None:
    fields = settings_of(SERVED[process]["command"][1]).model_fields
    known = {f"DOLEN_{field.upper()}{kind}" for field in fields for kind in ("", "_FILE")}
    assert environment_of(SERVED[process]).keys() - known == set()


def test_every_setting_of_a_job_is_read_by_somebody() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "deploy").rglob("*.py"))
    names = [name.upper() for name in (AUDIT, *SERVICES)]
    roles = {f"DOLEN_PASSWORD_{name}_{kind}" for name in names for kind in ("OWNER", "APP")}
    for name, job in JOBS.items():
        said = {each.removesuffix("_FILE") for each in environment_of(job)}
        assert {each for each in said - roles if f'"{each}"' not in code} == set(), name
    assert {f"{role}_FILE" for role in roles} <= environment_of(JOBS["provision"]).keys()


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
        assert set(secrets_of(each).values()) <= PAGE["secrets"].keys(), name
        assert {config["source"] for config in each.get("configs", [])} <= PAGE["configs"].keys(), name
        volumes = {volume.partition(":")[0] for volume in each.get("volumes", [])}
        assert volumes <= PAGE["volumes"].keys(), name
    files = {each["file"] for each in PAGE["configs"].values() if "$" not in each["file"]}
    assert all((ROOT / file).is_file() for file in files)


def test_no_secret_stands_on_the_page() -> None:
    for process, each in CONTAINERS.items():
        for name, value in each.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|(SEALING|INDEX|SIGNING|PRIVATE)_KEY|KEY_FILE", name):
                assert value.startswith(SECRETS.rstrip("/")), f"{process}: {name}"
            assert not re.search(r"://[^/@]*:[^/@]*@", str(value)), f"{process}: {name} has a password in it"


def test_the_brokers_are_those_of_a_local_run() -> None:
    """As in deploy/kafka: the same promises, over the same version."""
    pom = (Path(kafka.__path__[0]) / "pom.xml").read_text()
    version = re.search(r"<artifactId>kafka</artifactId>\s*<version>(.*)</version>", pom)
    assert version is not None
    assert len(BROKERS) == len(NODES)
    for name, broker in BROKERS.items():
        assert broker["image"].startswith(f"apache/kafka:{version[1]}@")
        said = broker_settings(broker)
        assert {each: said.get(each) for each in SETTINGS} == SETTINGS
        assert f"{said['node.id']}@{name}:9093" in said["controller.quorum.voters"].split(",")
        assert said["advertised.listeners"] == f"CLIENTS://{name}:9092,BROKERS://{name}:9094"
        assert broker["volumes"] == [f"{name}:{said['log.dirs']}"]


def test_brokers_know_each_other_by_certificate_clients_by_password_and_allow_nothing_unsaid() -> None:
    """How this works is shown by tests/deploy/kafka/test_access.py, over the same settings."""
    for name, broker in BROKERS.items():
        said = broker_settings(broker)
        protocols = "CLIENTS:SASL_SSL,BROKERS:SSL,CONTROLLER:SSL"
        assert said["listener.security.protocol.map"] == protocols, name
        assert said["inter.broker.listener.name"] == "BROKERS", name
        assert said["sasl.enabled.mechanisms"] == "SCRAM-SHA-512", name
        for listener in ("brokers", "controller"):
            assert said[f"listener.name.{listener}.ssl.client.auth"] == "required", name
        assert said["authorizer.class.name"].endswith(".StandardAuthorizer"), name
        assert said["allow.everyone.if.no.acl.found"] == "false", name
        users = {f"User:{each}" for each in (*BROKERS, "kafka-admin")}
        assert set(said["super.users"].split(";")) == users, name


def test_each_service_signs_with_its_own_key_and_knows_the_public_halves_of_all() -> None:
    keys = {environment_of(SERVED[name])["DOLEN_SIGNING_KEY"] for name in SERVICES}
    assert keys == {f"/run/secrets/{name}_signing" for name in SERVICES}
    for name in SERVICES:
        for process in (name, f"{name}-worker"):
            signing = {each for each in SERVED[process]["secrets"] if each.endswith("_signing")}
            assert signing == {f"{name}_signing"}
            mounted = {config["target"] for config in SERVED[process]["configs"]}
            known = json.loads(environment_of(SERVED[process])["DOLEN_SERVICE_JWKS"])
            assert known.keys() == set(SERVICES)
            assert set(known.values()) <= mounted
