"""Which tokens services are taken from: each signs its own, for asking one other service for a named
purpose, on behalf of an organisation."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.auth.caller import NOBODY
from shared.auth.service_tokens import ServiceTokens, issuer_of
from shared.auth.token_verifier import InvalidToken
from tests.shared.issuer import AUDIENCE, ISSUER, Issuer

BAROD = UUID("0b0b0b0b-0000-4000-8000-000000000001")


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


@pytest.fixture
def services(tmp_path: Path) -> Issuer:
    """The services, as those who sign their own tokens."""
    folder = tmp_path / "services"
    folder.mkdir()
    return Issuer(folder)


async def test_a_services_own_token_names_it_its_one_purpose_and_on_whose_behalf_it_asks(
    tmp_path: Path, issuer: Issuer, services: Issuer
) -> None:
    file = tmp_path / "service.pem"
    file.write_bytes(services.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    tokens = ServiceTokens(audience=AUDIENCE, key_file=file, service="participants")
    caller = await issuer.tokens(services).verify(tokens.mint("referrals", "registration", BAROD))
    assert (caller.role, caller.organisation, caller.subject) == ("service", BAROD, "service:participants")
    assert caller.purposes == {"registration"}


@pytest.mark.parametrize("role", ["provider", "lead", "referrer", "wg", "apb"])
async def test_the_services_key_signs_for_no_partner(issuer: Issuer, services: Issuer, role: str) -> None:
    tokens = issuer.tokens(services)
    await tokens.verify(services.mint_as_service())
    for said in ({}, {"iss": ISSUER, "aud": AUDIENCE}):
        with pytest.raises(InvalidToken):
            await tokens.verify(services.mint_as_service(role=role, **said))


async def test_the_issuers_key_signs_for_no_service(issuer: Issuer, services: Issuer) -> None:
    tokens = issuer.tokens(services)
    for said in ({}, {"iss": ISSUER, "aud": AUDIENCE}):
        with pytest.raises(InvalidToken):
            await tokens.verify(issuer.mint_as_service(**said))


@pytest.mark.parametrize(
    "claims",
    [
        {"service": "employers"},
        {"iss": issuer_of("employers")},
        {"sub": "service:outcomes"},
        {"asked": "outcomes"},
        {"aud": AUDIENCE},
        {"purposes": ["support"]},
        {"purposes": ["registration", "support"]},
        {"org": str(NOBODY)},
        {"exp": 4_102_444_800},
    ],
    ids=" ".join,
)
async def test_a_service_asks_as_itself_whom_it_may_for_what_it_may_and_on_somebodys_behalf(
    issuer: Issuer, services: Issuer, claims: dict[str, Any]
) -> None:
    tokens = issuer.tokens(services)
    await tokens.verify(services.mint_as_service())
    with pytest.raises(InvalidToken):
        await tokens.verify(services.mint_as_service(**claims))


async def test_without_keys_of_the_services_none_of_their_tokens_is_good(
    issuer: Issuer, services: Issuer
) -> None:
    with pytest.raises(InvalidToken):
        await issuer.tokens().verify(services.mint_as_service())
