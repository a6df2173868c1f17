"""The services' own key, as a server of one's own has it: the set that `dolen key-set` prints is what checks
their tokens, and only a key that they can sign with is taken."""

from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from typer.testing import CliRunner

from deploy.cli.commands import app
from deploy.localrun import key_pairs
from deploy.localrun.key_pairs import NoSigningKey
from shared.auth.service_tokens import ServiceTokens
from shared.auth.trusted_issuers import token_verifier
from shared.contracts.role_policy import ASKED_BY, ROLES
from shared.settings import Settings


async def test_the_set_of_two_keys_checks_what_either_has_signed(tmp_path: Path) -> None:
    pems = [tmp_path / f"{name}.pem" for name in ("old", "new")]
    for pem in pems:
        pem.write_bytes(key_pairs.make())
    printed = CliRunner().invoke(app, ["key-set", *map(str, pems)])
    assert printed.exit_code == 0
    assert '"d"' not in printed.output  # the private half
    (tmp_path / "set.json").write_text(printed.output)
    settings = Settings(
        issuer="https://id.example.org",
        audience="dolen",
        jwks="-",
        service_jwks={"participants": str(tmp_path / "set.json")},
    )
    tokens = token_verifier(settings, ROLES, service="referrals", asked_by=ASKED_BY["referrals"])
    for pem in pems:
        service = ServiceTokens(audience="dolen", key_file=pem, service="participants")
        minted = service.mint("referrals", "registration", UUID(int=1))
        assert (await tokens.verify(minted)).subject == "service:participants"


@pytest.mark.parametrize(
    "pem",
    [
        b"",
        b"not a key",
        ec.generate_private_key(ec.SECP384R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
        rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ),
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"hush")
        ),
    ],
    ids=["nothing", "no key", "another curve", "RSA", "with a password"],
)
def test_what_services_cannot_sign_with_is_refused(pem: bytes) -> None:
    with pytest.raises(NoSigningKey):
        key_pairs.key_set([pem])
