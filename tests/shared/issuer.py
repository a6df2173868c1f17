"""An issuer of access tokens for tests, good and bad ones: builders state what differs from a good one."""

import json
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.auth.key_set import Clock
from shared.auth.service_tokens import key_id
from shared.auth.token_verifier import TokenVerifier
from shared.contracts.role_policy import ROLES

ISSUER = "https://issuer.dolen.invalid"
AUDIENCE = "dolen"


class Issuer:
    """A key pair of its own, and its key set in a file under `folder`."""

    def __init__(self, folder: Path) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.kid = key_id(self.key.public_key())
        self.jwks = folder / "jwks.json"
        published = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        self.jwks.write_text(json.dumps({"keys": [{**published, "alg": "ES256", "kid": self.kid}]}))

    @property
    def public_pem(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def tokens(self, services: "Issuer | None" = None, clock: Clock = time.monotonic) -> TokenVerifier:
        """What checks this issuer's tokens, and those that services sign with the key of `services`."""
        return TokenVerifier(
            issuer=ISSUER,
            audience=AUDIENCE,
            roles=ROLES,
            jwks=str(self.jwks),
            service_jwks="" if services is None else str(services.jwks),
            clock=clock,
        )

    def mint(
        self,
        *,
        without: str | None = None,
        key: Any = None,
        algorithm: str = "ES256",
        header: dict[str, Any] | None = None,
        **claims: Any,
    ) -> str:
        """A token that is good but for what is said: `without` leaves out a claim, `claims` replace some."""
        now = int(time.time())
        said = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "provider:crm",
            "iat": now,
            "nbf": now,
            "exp": now + 600,
            "jti": str(uuid4()),
            "role": "provider",
            "org": str(uuid4()),
            "lots": ["Powys"],
            "purposes": ["support"],
        } | claims
        said.pop(without or "", None)
        return jwt.encode(
            said, key or self.key, algorithm=algorithm, headers={"kid": self.kid, **(header or {})}
        )
