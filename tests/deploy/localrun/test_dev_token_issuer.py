"""The development issuer: what its tokens say, and where it refuses."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
import pytest

from deploy.localrun import dev_token_issuer
from deploy.localrun.keys import Keys
from shared.auth.service_tokens import SERVICE
from shared.auth.token_verifier import TokenVerifier
from shared.auth.trusted_issuers import token_verifier
from shared.clock import now
from shared.contracts.role_policy import ROLES
from shared.settings import Settings

BAROD = UUID("0b0b0b0b-0000-4000-8000-000000000001")
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def _mint(keys: Keys, **differences: Any) -> str:
    asked: dict[str, Any] = {
        "environment": "development",
        "role": "provider",
        "organisation": BAROD,
        "at": NOON,
        "lots": ("Dyfed",),
    }
    return dev_token_issuer.mint(keys, **(asked | differences))


def _claims(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def test_a_token_names_role_organisation_lots_and_purposes(home: Path) -> None:
    claims = _claims(_mint(Keys(home)))
    assert claims["role"] == "provider"
    assert claims["org"] == str(BAROD)
    assert claims["lots"] == ["Dyfed"]
    assert claims["purposes"] == ["support"]
    assert claims["exp"] - claims["iat"] == 900


@pytest.mark.parametrize(
    ("role", "purposes"),
    [
        ("lead", ["audit", "subject-access", "support"]),
        ("referrer", ["referral"]),
        ("wg", ["audit", "figures", "subject-access"]),
        ("apb", ["figures"]),
    ],
)
def test_each_role_has_its_purposes(home: Path, role: str, purposes: list[str]) -> None:
    assert _claims(_mint(Keys(home), role=role))["purposes"] == purposes


def test_no_two_tokens_have_the_same_id(home: Path) -> None:
    keys = Keys(home)
    assert _claims(_mint(keys))["jti"] != _claims(_mint(keys))["jti"]


def verifier(keys: Keys) -> TokenVerifier:
    settings = Settings(
        issuer=dev_token_issuer.ISSUER, audience=dev_token_issuer.AUDIENCE, jwks=str(keys.jwks)
    )
    return token_verifier(settings, ROLES)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {SERVICE}))
async def test_a_token_in_a_role_of_people_names_one_of_the_organisation(home: Path, role: str) -> None:
    keys = Keys(home)
    caller = await verifier(keys).verify(_mint(keys, role=role, at=now()))
    assert (caller.person is not None) is ROLES[role].of_people
    assert (await verifier(keys).verify(_mint(keys, role=role, at=now(), person="p-7"))).person == "p-7"


async def test_a_service_accepts_it(home: Path) -> None:
    keys = Keys(home)
    token = _mint(keys, at=now())
    caller = await verifier(keys).verify(token)
    assert (caller.role, caller.organisation, caller.lots) == ("provider", BAROD, frozenset({"Dyfed"}))


def test_only_the_owner_can_read_the_private_key_and_the_public_file_holds_none_of_it(home: Path) -> None:
    keys = Keys(home / "keys")
    dev_token_issuer.prepare(keys)
    assert stat.S_IMODE(keys.issuer.stat().st_mode) == 0o600
    [published] = json.loads(keys.jwks.read_text())["keys"]
    assert "d" not in published
    assert published["kid"]


def test_it_is_refused_outside_development(home: Path) -> None:
    with pytest.raises(dev_token_issuer.NotInDevelopment):
        _mint(Keys(home), environment="production")


def test_an_unknown_role_is_refused(home: Path) -> None:
    with pytest.raises(dev_token_issuer.UnknownRole):
        _mint(Keys(home), role="system")
