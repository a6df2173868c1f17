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
from shared.auth.service_tokens import ACCESS_TOKEN, SERVICE, audience_of, issuer_of, key_id
from shared.auth.token_verifier import TokenVerifier
from shared.auth.trusted_issuers import token_verifier
from shared.contracts.role_policy import ASKED_BY, ROLES
from shared.settings import Settings

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

    def tokens(
        self, participants: "Issuer | None" = None, clock: Clock = time.monotonic, **settings: Any
    ) -> TokenVerifier:
        """What checks this issuer's tokens at referrals, and those that `participants` signs as that service,
        where it is given."""
        told = {"issuer": ISSUER, "audience": AUDIENCE, "jwks": str(self.jwks)} | settings
        if participants is None:
            return token_verifier(Settings(**told), ROLES, clock=clock)
        told["service_jwks"] = {"participants": str(participants.jwks)}
        asked_by = ASKED_BY["referrals"]
        return token_verifier(Settings(**told), ROLES, service="referrals", asked_by=asked_by, clock=clock)

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
        if isinstance(said["role"], str) and said["role"] in ROLES and ROLES[said["role"]].of_people:
            said.setdefault("person", "somebody")
        said.pop(without or "", None)
        headers = {"kid": self.kid, "typ": ACCESS_TOKEN, **(header or {})}
        return jwt.encode(said, key or self.key, algorithm=algorithm, headers=headers)

    def mint_as_service(self, service: str = "participants", asked: str = "referrals", **claims: Any) -> str:
        """A token by which one service asks another on behalf of some organisation, but for what is said."""
        said: dict[str, Any] = {
            "iss": issuer_of(service),
            "aud": audience_of(AUDIENCE, asked),
            "sub": f"service:{service}",
            "exp": int(time.time()) + 60,
            "role": SERVICE,
            "lots": [],
            "purposes": ["registration"],
        }
        return self.mint(**(said | claims))
