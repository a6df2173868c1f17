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
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.auth.caller import NOBODY, Caller
from shared.auth.service_tokens import SERVICES, ServiceTokens
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
        {"aud": [AUDIENCE, "another-platform"]},
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
    nobody_there = TokenVerifier(
        issuer=ISSUER, audience=AUDIENCE, roles=ROLES, jwks="http://127.0.0.1:1/jwks.json"
    )
    with pytest.raises(Unavailable):
        await nobody_there.verify(issuer.mint())


@pytest.fixture
def services(tmp_path: Path) -> Issuer:
    """The services, as those who sign their own tokens."""
    folder = tmp_path / "services"
    folder.mkdir()
    return Issuer(folder)


def as_a_service(services: Issuer, **claims: Any) -> str:
    said = {"iss": SERVICES, "sub": "service:participants", "role": "service", "org": str(NOBODY)}
    return services.mint(**(said | claims))


async def test_a_services_own_token_names_it_and_its_one_purpose(
    tmp_path: Path, issuer: Issuer, services: Issuer
) -> None:
    file = tmp_path / "service.pem"
    file.write_bytes(services.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    minted = ServiceTokens(audience=AUDIENCE, key_file=file, service="participants").mint("registration")
    caller = await issuer.tokens(services).verify(minted)
    assert (caller.role, caller.organisation, caller.subject) == ("service", NOBODY, "service:participants")
    assert caller.purposes == {"registration"}


@pytest.mark.parametrize("role", ["provider", "lead", "referrer", "wg", "apb"])
async def test_the_services_key_signs_for_no_partner(issuer: Issuer, services: Issuer, role: str) -> None:
    tokens = issuer.tokens(services)
    await tokens.verify(as_a_service(services))
    for said in ({}, {"iss": ISSUER}):
        with pytest.raises(InvalidToken):
            await tokens.verify(as_a_service(services, role=role, **said))


async def test_the_issuers_key_signs_for_no_service(issuer: Issuer, services: Issuer) -> None:
    tokens = issuer.tokens(services)
    for said in ({}, {"iss": ISSUER}):
        with pytest.raises(InvalidToken):
            await tokens.verify(as_a_service(issuer, **said))


async def test_without_keys_of_the_services_none_of_their_tokens_is_good(
    issuer: Issuer, services: Issuer
) -> None:
    with pytest.raises(InvalidToken):
        await issuer.tokens().verify(as_a_service(services))


class Clock:
    """A clock that stands until a test moves it on."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


async def test_a_key_that_is_added_is_good_beside_the_old_one(
    tmp_path: Path, issuer: Issuer, services: Issuer
) -> None:
    (tmp_path / "new").mkdir()
    new, clock = Issuer(tmp_path / "new"), Clock()
    tokens = issuer.tokens(services, clock)
    await tokens.verify(as_a_service(services))
    both = [json.loads(each.jwks.read_text())["keys"][0] for each in (services, new)]
    services.jwks.write_text(json.dumps({"keys": both}))
    clock.seconds += 10
    for each in (new, services):
        await tokens.verify(as_a_service(each))


async def test_a_key_taken_away_is_dead_within_a_minute_for_new_and_for_remembered_tokens(
    tmp_path: Path, issuer: Issuer
) -> None:
    (tmp_path / "new").mkdir()
    new, clock = Issuer(tmp_path / "new"), Clock()
    tokens, token = issuer.tokens(clock=clock), issuer.mint()
    await tokens.verify(token)
    issuer.jwks.write_text(new.jwks.read_text())
    clock.seconds += 30
    remembered = issuer.mint()
    await tokens.verify(remembered)
    clock.seconds += 30
    for each in (token, remembered, issuer.mint()):
        with pytest.raises(InvalidToken):
            await tokens.verify(each)
    await tokens.verify(new.mint())


async def test_a_token_is_remembered_for_a_minute_at_most(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, token = Clock(), issuer.mint()
    tokens = issuer.tokens(clock=clock)
    await tokens.verify(token)
    verify = Mock(wraps=jwt.decode)
    monkeypatch.setattr("shared.auth.token_verifier.jwt.decode", verify)
    clock.seconds += 59
    await tokens.verify(token)
    assert not verify.called
    clock.seconds += 2
    await tokens.verify(token)
    assert verify.called
