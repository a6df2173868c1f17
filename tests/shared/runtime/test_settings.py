"""A process does not start with secrets that everybody knows, nor tell its own (security requirement 15)."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from shared.secret_files import SecretFileInvalid
from shared.settings import ServiceSettings


def a_setting(**differences: Any) -> ServiceSettings:
    good = {
        "environment": "production",
        "issuer": "https://issuer.dolen.invalid",
        "jwks": "jwks.json",
        "service_jwks": {"participants": "service-participants.jwks.json"},
        "signing_key": "services.pem",
        "database_url": "postgresql://notes_app:hush-hush@127.0.0.1/notes",
        "bus_url": "postgresql://bus_app:hush-hush@127.0.0.1/bus",
        "keys": "keys",
        "anchor_url": "postgresql://audit_app:hush-hush@127.0.0.1/audit",
        "anchor_key": "anchor.pem",
    }
    return ServiceSettings(**{**good, **differences})


def test_secrets_of_ones_own_are_accepted_in_production() -> None:
    assert not a_setting().in_development


@pytest.mark.parametrize(("name", "nothing"), [("signing_key", None), ("service_jwks", {}), ("keys", None)])
def test_a_service_without_keys_of_its_own_is_refused_outside_development(name: str, nothing: object) -> None:
    with pytest.raises(ValidationError, match=f"DOLEN_{name.upper()}"):
        a_setting(**{name: nothing})


def test_production_is_what_a_process_is_unless_it_is_told_otherwise() -> None:
    assert ServiceSettings.model_fields["environment"].default == "production"


def test_an_error_names_the_setting_and_quotes_none() -> None:
    with pytest.raises(ValidationError) as refused:
        a_setting(pool_size="hush-hush")
    assert "hush-hush" not in str(refused.value)


def test_a_secret_may_be_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("hush/hush\n")
    monkeypatch.setenv("DOLEN_DATABASE_PASSWORD_FILE", str(tmp_path / "password"))
    for name, value in {
        "ISSUER": "i",
        "JWKS": "j",
        "SERVICE_JWKS": '{"participants": "s"}',
        "SIGNING_KEY": "k",
        "KEYS": "keys",
        "ANCHOR_URL": "postgresql://audit_app:a@127.0.0.1/audit",
        "ANCHOR_KEY": "a",
        "DATABASE_URL": "postgresql://notes_app@127.0.0.1/notes",
        "BUS_URL": "postgresql://bus_app:b@127.0.0.1/bus",
    }.items():
        monkeypatch.setenv(f"DOLEN_{name}", value)
    settings = ServiceSettings()
    assert settings.database_url == "postgresql://notes_app:hush%2Fhush@127.0.0.1/notes"


def test_a_secret_in_the_environment_and_in_a_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOLEN_DATABASE_PASSWORD", "hush")
    monkeypatch.setenv("DOLEN_DATABASE_PASSWORD_FILE", str(tmp_path / "key"))
    with pytest.raises(SecretFileInvalid, match="DOLEN_DATABASE_PASSWORD"):
        ServiceSettings()


BEYOND = "kafka-1:9092"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("DOLEN_DATABASE_URL", {"database_url": "postgresql://notes_app:x@db/notes"}),
        ("DOLEN_BUS_URL", {"bus_url": "postgresql://bus_app:x@db/bus?sslmode=require"}),
        ("DOLEN_JWKS", {"jwks": "http://issuer/keys"}),
        ("DOLEN_SERVICE_JWKS", {"service_jwks": {"participants": "http://participants/keys"}}),
        ("DOLEN_KAFKA_CA", {"bus": "kafka", "kafka": BEYOND}),
    ],
)
def test_outside_development_nothing_leaves_a_machine_in_the_clear(name: str, wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match=name):
        a_setting(**wrong)
    assert a_setting(environment="development", **wrong).in_development


def test_what_is_encrypted_and_verified_may_leave_a_machine() -> None:
    assert a_setting(
        database_url="postgresql://notes_app:x@db/notes?sslmode=verify-full&sslrootcert=ca.crt",
        jwks="https://issuer/keys",
        bus="kafka",
        kafka=BEYOND,
        kafka_ca="ca.crt",
        kafka_user="notes",
        kafka_password="hush-hush",
    ).kafka_ca


@pytest.mark.parametrize("missing", ["kafka_ca", "kafka_user", "kafka_password"])
def test_brokers_with_tls_are_told_who_asks_and_who_asks_checks_the_brokers(missing: str) -> None:
    told = {"kafka_ca": "ca.crt", "kafka_user": "notes", "kafka_password": "hush-hush"}
    del told[missing]
    with pytest.raises(ValidationError, match="go together"):
        a_setting(bus="kafka", kafka="127.0.0.1:9092", **told)


@pytest.mark.parametrize(
    "nothing", [{"anchor_url": ""}, {"anchor_key": None}, {"anchor_url": "", "anchor_key": None}]
)
def test_an_audit_that_nobody_could_verify_is_refused_outside_development(nothing: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="DOLEN_ANCHOR"):
        a_setting(**nothing)
