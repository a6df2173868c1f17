"""Whether a token is good: algorithm, key, issuer, audience, time and shape, all of them checked strictly
(security requirement 5)."""

import hashlib
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt import PyJWK

from shared.auth.caller import NOBODY, Caller
from shared.auth.key_set import KeySet
from shared.refusal import Refusal

ALGORITHMS = ("ES256", "PS256")
REQUIRED = ("iss", "aud", "exp", "iat", "nbf", "jti", "sub", "role", "org")
LEEWAY_SECONDS = 10
_REMEMBERED = 1024

SERVICE = "service"
"""The role of a service that asks another one."""
SERVICES = "urn:dolen:services"
"""Whom the services' own tokens are issued by."""


class InvalidToken(Refusal):
    """One answer for every way a token can be wrong: it helps nobody to guess."""

    code = "invalid-token"
    status = 401
    title = "A valid access token is needed."


class TokenVerifier:
    """Checks tokens against the published keys of whoever issued them: the issuer of everybody's tokens, at
    `jwks`, or the services themselves, at `service_jwks`, where that is given. Neither can speak for the
    other: a service's token is good for the role of a service and no other, and nobody else's for that.

    A good token is remembered until it expires, so that its signature is verified once and not at every
    request."""

    def __init__(self, *, issuer: str, audience: str, jwks: str, service_jwks: str = "") -> None:
        self._audience = audience
        self._keys = {issuer: KeySet(jwks)}
        if service_jwks:
            self._keys[SERVICES] = KeySet(service_jwks)
        self._remembered: OrderedDict[bytes, tuple[float, Caller]] = OrderedDict()

    async def verify(self, token: str) -> Caller:
        """The caller behind a token. Raises InvalidToken, or Unavailable when no keys can be had."""
        fingerprint = hashlib.sha256(token.encode()).digest()
        if (known := self._remembered.get(fingerprint)) is not None:
            if known[0] > time.time():
                return known[1]
            del self._remembered[fingerprint]
        claims = await self._claims(token)
        caller = _caller(claims)
        self._remembered[fingerprint] = (float(claims["exp"]), caller)
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)
        return caller

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            algorithm, kid = header.get("alg"), header.get("kid")
            if algorithm not in ALGORITHMS or not isinstance(kid, str):
                raise InvalidToken
            issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
            key = await self._key(issuer, kid)
            if key.algorithm_name != algorithm:
                raise InvalidToken
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                issuer=issuer,
                audience=self._audience,
                leeway=LEEWAY_SECONDS,
                options={"require": list(REQUIRED), "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError) as error:
            # ValueError: a header that is not UTF-8, or nested deeper than JSON readers go
            raise InvalidToken from error
        except RecursionError as error:
            raise InvalidToken from error
        if (claims["role"] == SERVICE) != (issuer == SERVICES):
            raise InvalidToken
        return claims

    async def _key(self, issuer: Any, kid: str) -> PyJWK:
        keys = self._keys.get(issuer) if isinstance(issuer, str) else None
        key = await keys.key(kid) if keys is not None else None
        if key is None:
            raise InvalidToken
        return key


def _caller(claims: dict[str, Any]) -> Caller:
    lots, purposes = claims.get("lots", []), claims.get("purposes", [])
    if not (_is_words(lots) and _is_words(purposes) and _is_words([claims["role"], claims["sub"]])):
        raise InvalidToken
    try:
        organisation = UUID(claims["org"])
    except (ValueError, AttributeError, TypeError) as error:
        raise InvalidToken from error
    if claims["role"] == "system":
        raise InvalidToken  # the platform's own workers never call over HTTP
    return Caller(
        role=claims["role"],
        organisation=organisation,
        lots=frozenset(lots),
        purposes=frozenset(purposes),
        subject=claims["sub"],
    )


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word for word in value)


class ServiceTokens:
    """Mints the short tokens by which one service asks another, each for one purpose."""

    def __init__(self, *, audience: str, key_file: Path, service: str) -> None:
        self._audience, self._service = audience, service
        private = load_pem_private_key(key_file.read_bytes(), password=None)
        self._key: Any = private
        self._kid = key_id(private.public_key())

    def mint(self, purpose: str) -> str:
        """A token good for one minute."""
        now = int(time.time())
        claims = {
            "iss": SERVICES,
            "aud": self._audience,
            "sub": f"service:{self._service}",
            "iat": now,
            "nbf": now,
            "exp": now + 60,
            "jti": str(uuid4()),
            "role": SERVICE,
            "org": str(NOBODY),
            "lots": [],
            "purposes": [purpose],
        }
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": self._kid})


def key_id(public_key: Any) -> str:
    """The key id both the issuer and its key set use: a fingerprint of the public key."""
    numbers = public_key.public_numbers()
    return hashlib.sha256(f"{numbers.x:x}.{numbers.y:x}".encode()).hexdigest()[:16]
