"""A process does not start with secrets that everybody knows, nor tell its own (security requirement 15)."""

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from shared.settings import DEVELOPMENT_KEY, ServiceSettings

ONE, OTHER = (base64.b64encode(letter * 32).decode() for letter in (b"a", b"b"))


def a_setting(**differences: Any) -> ServiceSettings:
    good = {
        "environment": "production",
        "issuer": "https://issuer.dolen.invalid",
        "jwks": "jwks.json",
        "service_jwks": "services.jwks.json",
        "signing_key": "services.pem",
        "database_url": "postgresql://notes_app:hush-hush@127.0.0.1/notes",
        "bus_url": "postgresql://bus_app:hush-hush@127.0.0.1/bus",
        "sealing_key": ONE,
        "index_key": OTHER,
        "anchor_url": "postgresql://audit_app:hush-hush@127.0.0.1/audit",
        "anchor_key": "anchor.pem",
    }
    return ServiceSettings(**{**good, **differences})


def test_secrets_of_ones_own_are_accepted_in_production() -> None:
    assert not a_setting().in_development


@pytest.mark.parametrize("name", ["sealing_key", "index_key"])
def test_a_shipped_secret_is_refused_outside_development(name: str) -> None:
    with pytest.raises(ValidationError, match=f"DOLEN_{name.upper()}"):
        a_setting(**{name: DEVELOPMENT_KEY})


def test_a_secret_nobody_set_is_refused_outside_development(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "ISSUER": "i",
        "JWKS": "j",
        "SERVICE_JWKS": "s",
        "SIGNING_KEY": "k",
        "DATABASE_URL": "d",
        "BUS_URL": "b",
    }.items():
        monkeypatch.setenv(f"DOLEN_{name}", value)
    with pytest.raises(ValidationError, match="DOLEN_SEALING_KEY"):
        ServiceSettings()


@pytest.mark.parametrize(("name", "nothing"), [("signing_key", None), ("service_jwks", "")])
def test_services_that_could_not_ask_each_other_are_refused_outside_development(
    name: str, nothing: object
) -> None:
    with pytest.raises(ValidationError, match=f"DOLEN_{name.upper()}"):
        a_setting(**{name: nothing})


def test_production_is_what_a_process_is_unless_it_is_told_otherwise() -> None:
    assert ServiceSettings.model_fields["environment"].default == "production"


def test_one_key_for_both_purposes_is_refused_outside_development() -> None:
    with pytest.raises(ValidationError, match="DOLEN_INDEX_KEY"):
        a_setting(index_key=ONE)


def test_shipped_secrets_do_for_development() -> None:
    assert a_setting(
        environment="development", sealing_key=DEVELOPMENT_KEY, index_key=DEVELOPMENT_KEY
    ).in_development


@pytest.mark.parametrize(
    "wrong", [{"sealing_key": DEVELOPMENT_KEY}, {"index_key": ONE}, {"pool_size": "hush-hush"}]
)
def test_an_error_names_the_setting_and_quotes_none(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        a_setting(**wrong)
    assert not any(secret in str(refused.value) for secret in ("hush-hush", ONE[:8], DEVELOPMENT_KEY[:8]))


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    assert ONE not in repr(a_setting())


@pytest.mark.parametrize(
    "nothing", [{"anchor_url": ""}, {"anchor_key": None}, {"anchor_url": "", "anchor_key": None}]
)
def test_an_audit_that_nobody_could_verify_is_refused_outside_development(nothing: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="DOLEN_ANCHOR"):
        a_setting(**nothing)
