"""A process does not start with secrets that everybody knows, nor tell its own (security requirement 15)."""

from typing import Any

import pytest
from pydantic import ValidationError

from shared.settings import ServiceSettings


def a_setting(**differences: Any) -> ServiceSettings:
    good = {
        "environment": "production",
        "issuer": "https://issuer.dolen.invalid",
        "jwks": "jwks.json",
        "service_jwks": "services.jwks.json",
        "signing_key": "services.pem",
        "database_url": "postgresql://notes_app:hush-hush@127.0.0.1/notes",
        "bus_url": "postgresql://bus_app:hush-hush@127.0.0.1/bus",
        "keys": "keys",
    }
    return ServiceSettings(**{**good, **differences})


def test_secrets_of_ones_own_are_accepted_in_production() -> None:
    assert not a_setting().in_development


@pytest.mark.parametrize(("name", "nothing"), [("signing_key", None), ("service_jwks", ""), ("keys", None)])
def test_a_service_without_keys_of_its_own_is_refused_outside_development(name: str, nothing: object) -> None:
    with pytest.raises(ValidationError, match=f"DOLEN_{name.upper()}"):
        a_setting(**{name: nothing})


def test_production_is_what_a_process_is_unless_it_is_told_otherwise() -> None:
    assert ServiceSettings.model_fields["environment"].default == "production"


def test_an_error_names_the_setting_and_quotes_none() -> None:
    with pytest.raises(ValidationError) as refused:
        a_setting(pool_size="hush-hush")
    assert "hush-hush" not in str(refused.value)
