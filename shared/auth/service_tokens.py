"""Mints the short tokens by which one service asks another."""

import hashlib
import time
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from shared.auth.caller import NOBODY

SERVICE: Final = "service"
"""The role of a service that asks another one."""
SERVICES: Final = "urn:dolen:services"
"""The issuer of the services' own tokens."""
_GOOD_FOR_SECONDS: Final = 60


class ServiceTokens:
    """Mints tokens of one service, each for one purpose."""

    def __init__(self, *, audience: str, key_file: Path, service: str) -> None:
        self._audience, self._service = audience, service
        private = load_pem_private_key(key_file.read_bytes(), password=None)
        self._key: Any = private
        self._kid = key_id(private.public_key())

    def mint(self, purpose: str) -> str:
        """Sign a token that is good for one minute."""
        now = int(time.time())
        claims = {
            "iss": SERVICES,
            "aud": self._audience,
            "sub": f"service:{self._service}",
            "iat": now,
            "nbf": now,
            "exp": now + _GOOD_FOR_SECONDS,
            "jti": str(uuid4()),
            "role": SERVICE,
            "org": str(NOBODY),
            "lots": [],
            "purposes": [purpose],
        }
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": self._kid})


def key_id(public_key: Any) -> str:
    """Name a key by a fingerprint of its public half: the id that both tokens and key sets use."""
    numbers = public_key.public_numbers()
    return hashlib.sha256(f"{numbers.x:x}.{numbers.y:x}".encode()).hexdigest()[:16]
