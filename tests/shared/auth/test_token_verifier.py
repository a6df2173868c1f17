"""Which access tokens are good (security requirement 5)."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from uuid import UUID, uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from shared.auth.caller import Caller
from shared.auth.token_verifier import REQUIRED, InvalidToken, TokenVerifier
from shared.contracts.role_policy import ROLES
from shared.refusal import Unavailable
from tests.shared.issuer import AUDIENCE, ISSUER, Issuer

BAROD = UUID("0b0b0b0b-0000-4000-8000-000000000001")


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


@pytest.fixture
def tokens(issuer: Issuer) -> TokenVerifier:
    return issuer.tokens()


def _packed(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _signed_with_public_key(issuer: Issuer, claims: dict[str, Any]) -> str:
    header = {"alg": "HS256", "typ": "JWT", "kid": issuer.kid}
    signed = ".".join(_packed(json.dumps(part).encode()) for part in (header, claims))
    return f"{signed}.{_packed(hmac.digest(issuer.public_pem, signed.encode(), hashlib.sha256))}"


async def test_a_good_token_tells_who_is_calling(issuer: Issuer, tokens: TokenVerifier) -> None:
    token = issuer.mint(org=str(BAROD), lots=["Powys", "Dyfed"])
    assert await tokens.verify(token) == Caller(
        role="provider",
        organisation=BAROD,
        lots=frozenset({"Powys", "Dyfed"}),
        purposes=frozenset({"support"}),
        subject="provider:crm",
        policy=ROLES["provider"],
        client="provider:crm",
    )


@pytest.mark.parametrize("claim", REQUIRED)
async def test_a_token_without_a_required_claim_is_refused(
    issuer: Issuer, tokens: TokenVerifier, claim: str
) -> None:
    with pytest.raises(InvalidToken):
        await tokens.verify(issuer.mint(without=claim))


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": timedelta(minutes=-1)},
        {"nbf": timedelta(days=1)},
        {"iat": timedelta(days=1)},
        {"aud": "another-platform"},
        {"aud": ["another-platform"]},
        {"aud": []},
        {"exp": timedelta(minutes=16)},
        {"iat": timedelta(minutes=-6)},
        {"person": "sian@example.org"},
        {"person": "Siân Evans"},
        {"person": ""},
        {"person": 7},
        {"sid": 7},
        {"iss": "https://issuer.example"},
        {"iss": f"{ISSUER}/"},
        {"org": "barod"},
        {"org": 7},
        {"role": ""},
        {"role": ["provider"]},
        {"role": "system"},
        {"lots": "Powys"},
        {"lots": [["Powys"]]},
        {"purposes": [None]},
        {"sub": 7},
    ],
    ids=str,
)
async def test_a_token_that_says_the_wrong_thing_is_refused(
    issuer: Issuer, tokens: TokenVerifier, claims: dict[str, Any]
) -> None:
    told: dict[str, Any] = {
        name: int(time.time() + value.total_seconds()) if isinstance(value, timedelta) else value
        for name, value in claims.items()
    }
    with pytest.raises(InvalidToken):
        await tokens.verify(issuer.mint(**told))


async def test_an_unsigned_token_is_refused(issuer: Issuer, tokens: TokenVerifier) -> None:
    claims = jwt.decode(issuer.mint(), options={"verify_signature": False})
    for algorithm in ("none", "None", "NONE", ""):
        header = {"alg": algorithm, "kid": issuer.kid}
        unsigned = ".".join(_packed(json.dumps(part).encode()) for part in (header, claims))
        with pytest.raises(InvalidToken):
            await tokens.verify(f"{unsigned}.")


async def test_the_public_key_is_not_taken_for_a_shared_secret(issuer: Issuer, tokens: TokenVerifier) -> None:
    claims = jwt.decode(issuer.mint(), options={"verify_signature": False})
    with pytest.raises(InvalidToken):
        await tokens.verify(_signed_with_public_key(issuer, claims))


async def test_another_algorithm_than_the_keys_own_is_refused(issuer: Issuer, tokens: TokenVerifier) -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    with pytest.raises(InvalidToken):
        await tokens.verify(issuer.mint(key=key, algorithm="ES384"))


async def test_somebody_elses_signature_under_our_key_id_is_refused(
    issuer: Issuer, tokens: TokenVerifier
) -> None:
    with pytest.raises(InvalidToken):
        await tokens.verify(issuer.mint(key=ec.generate_private_key(ec.SECP256R1())))


@pytest.mark.parametrize("kid", ["unknown", "", None, 7, ["kid"], "../keys/issuer.pem"], ids=str)
async def test_an_unknown_key_id_is_refused(issuer: Issuer, tokens: TokenVerifier, kid: object) -> None:
    header, claims, signature = issuer.mint().split(".")
    opened = json.loads(base64.urlsafe_b64decode(header + "==")) | {"kid": kid}
    with pytest.raises(InvalidToken):
        await tokens.verify(f"{_packed(json.dumps(opened).encode())}.{claims}.{signature}")


async def test_a_changed_claim_breaks_the_signature(issuer: Issuer, tokens: TokenVerifier) -> None:
    header, claims, signature = issuer.mint().split(".")
    opened = json.loads(base64.urlsafe_b64decode(claims + "==")) | {"org": str(uuid4())}
    with pytest.raises(InvalidToken):
        await tokens.verify(f"{header}.{_packed(json.dumps(opened).encode())}.{signature}")


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"[" * 100_000, id="nested"),
        pytest.param(b'{"alg":' * 50_000 + b"1" + b"}" * 50_000, id="nested objects"),
        pytest.param(b"\xff\xfe", id="not UTF-8"),
        pytest.param(b'"ES256"', id="not an object"),
        pytest.param(b"null", id="null"),
        pytest.param(b'{"alg": {"ES256": 1}, "kid": "a"}', id="an algorithm that is no word"),
        pytest.param(b'{"alg": "ES256", "kid": "a", "crit": ["exp"]}', id="an extension we do not know"),
    ],
)
async def test_a_header_that_is_no_header_is_refused(tokens: TokenVerifier, header: bytes) -> None:
    with pytest.raises(InvalidToken):
        await tokens.verify(f"{_packed(header)}.e30.c2ln")


@pytest.mark.parametrize("token", ["", ".", "..", "a.b", "a.b.c", "a.b.c.d.e", "é.é.é", "\x00"], ids=ascii)
async def test_what_is_no_token_is_refused(tokens: TokenVerifier, token: str) -> None:
    with pytest.raises(InvalidToken):
        await tokens.verify(token)


async def test_a_remembered_token_is_refused_once_it_has_expired(
    issuer: Issuer, tokens: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = issuer.mint(exp=int(time.time()) + 60)
    await tokens.verify(token)
    later = datetime.now(UTC) + timedelta(hours=1)
    monkeypatch.setattr("shared.auth.token_verifier.time.time", later.timestamp)
    monkeypatch.setattr("jwt.api_jwt.datetime", Mock(now=Mock(return_value=later)))
    with pytest.raises(InvalidToken):
        await tokens.verify(token)


async def test_a_refused_token_is_not_remembered_as_good(issuer: Issuer, tokens: TokenVerifier) -> None:
    token = issuer.mint(aud="another-platform")
    for _ in range(2):
        with pytest.raises(InvalidToken):
            await tokens.verify(token)


async def test_without_the_issuers_keys_nothing_is_said_about_the_token(issuer: Issuer) -> None:
    nobody_there = issuer.tokens(jwks="http://127.0.0.1:1/jwks.json")
    with pytest.raises(Unavailable):
        await nobody_there.verify(issuer.mint())


@pytest.mark.parametrize("audience", [AUDIENCE, [AUDIENCE], ["another-platform", AUDIENCE]], ids=str)
async def test_the_audience_is_text_or_a_list_that_names_us(
    issuer: Issuer, tokens: TokenVerifier, audience: object
) -> None:
    await tokens.verify(issuer.mint(aud=audience))


@pytest.mark.parametrize("kind", ["JWT", "jwt", "id+jwt", "", None, 7, ["at+jwt"], "at+jwt "], ids=str)
async def test_what_is_not_said_to_be_an_access_token_is_refused(
    issuer: Issuer, tokens: TokenVerifier, kind: Any
) -> None:
    for good in ("at+jwt", "AT+JWT", "application/at+jwt"):
        await tokens.verify(issuer.mint(header={"typ": good}))
    with pytest.raises(InvalidToken):
        await tokens.verify(issuer.mint(header={"typ": kind}))


async def test_a_longer_life_is_a_setting(issuer: Issuer) -> None:
    hour = issuer.mint(exp=int(time.time()) + 3600)
    with pytest.raises(InvalidToken):
        await issuer.tokens().verify(hour)
    await issuer.tokens(longest_token_seconds=3600).verify(hour)


@pytest.mark.parametrize("role", [role for role, policy in ROLES.items() if policy.of_people])
async def test_where_people_sign_in_the_token_names_the_person(
    issuer: Issuer, tokens: TokenVerifier, role: str
) -> None:
    assert (await tokens.verify(issuer.mint(role=role, person="p-71"))).person == "p-71"
    with pytest.raises(InvalidToken):
        await tokens.verify(issuer.mint(role=role, without="person"))


async def test_a_system_may_say_who_sits_before_it(issuer: Issuer, tokens: TokenVerifier) -> None:
    caller = await tokens.verify(issuer.mint(client_id="crm", person="p-71"))
    assert (caller.client, caller.person) == ("crm", "p-71")
    assert (await tokens.verify(issuer.mint(azp="crm"))).person is None
