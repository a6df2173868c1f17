"""Mints the short tokens by which one service asks another: signed with the asking service's own key, for one
asked service, one purpose and one organisation."""

import hashlib
import time
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SERVICE: Final = "service"
"""The role of a service that asks another one."""
ACCESS_TOKEN: Final = "at+jwt"  # noqa: S105  (a media type)
"""The type in the header of an access token (RFC 9068, 2.1)."""
_GOOD_FOR_SECONDS: Final = 60


def issuer_of(service: str) -> str:
    """Name the issuer that a service is of its own tokens."""
    return f"urn:dolen:services:{service}"


def audience_of(audience: str, asked: str) -> str:
    """Name the audience of tokens for one service: those for another are not good there."""
    return f"{audience}:{asked}"


class ServiceTokens:
    """Mints tokens of one service, signed with its own key."""

    def __init__(self, *, audience: str, key_file: Path, service: str) -> None:
        self._audience, self._service = audience, service
        private = load_pem_private_key(key_file.read_bytes(), password=None)
        self._key: Any = private
        self._kid = key_id(private.public_key())

    def mint(self, asked: str, purpose: str, organisation: UUID) -> str:
        """Sign a token that is good for one minute: for asking the service `asked`, for one purpose, on
        behalf of the organisation whose call this one follows from."""
        now = int(time.time())
        claims = {
            "iss": issuer_of(self._service),
            "aud": audience_of(self._audience, asked),
            "sub": f"service:{self._service}",
            "iat": now,
            "nbf": now,
            "exp": now + _GOOD_FOR_SECONDS,
            "jti": str(uuid4()),
            "role": SERVICE,
            "org": str(organisation),
            "lots": [],
            "purposes": [purpose],
        }
        header = {"kid": self._kid, "typ": ACCESS_TOKEN}
        return jwt.encode(claims, self._key, algorithm="ES256", headers=header)


def key_id(public_key: Any) -> str:
    """Name a key by a fingerprint of its public half: the id that both tokens and key sets use."""
    numbers = public_key.public_numbers()
    return hashlib.sha256(f"{numbers.x:x}.{numbers.y:x}".encode()).hexdigest()[:16]
