"""Whether a token is good: algorithm, key, issuer, audience, time and shape, all of them checked strictly
(security requirement 5)."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import orjson
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt import PyJWK, PyJWKSet

from shared.auth.caller import NOBODY, Caller
from shared.refusal import Refusal, Unavailable

ALGORITHMS = ("ES256", "PS256")
REQUIRED = ("iss", "aud", "exp", "iat", "nbf", "jti", "sub", "role", "org")
LEEWAY_SECONDS = 10
_REMEMBERED = 1024
_REFETCH_SECONDS = 30.0


class InvalidToken(Refusal):
    """One answer for every way a token can be wrong: it helps nobody to guess."""

    code = "invalid-token"
    status = 401
    title = "A valid access token is needed."


class Tokens:
    """Checks tokens against the issuer's published keys. A good token is remembered until it expires, so
    that its signature is verified once and not at every request."""

    def __init__(self, *, issuer: str, audience: str, jwks: str) -> None:
        self._issuer, self._audience, self._jwks = issuer, audience, jwks
        self._keys: dict[str, PyJWK] = {}
        self._fetched_at = 0.0
        self._fetching = asyncio.Lock()
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
            key = await self._key(kid)
            if key.algorithm_name != algorithm:
                raise InvalidToken
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                issuer=self._issuer,
                audience=self._audience,
                leeway=LEEWAY_SECONDS,
                options={"require": list(REQUIRED), "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError) as error:
            # ValueError: a header that is not UTF-8, or nested deeper than JSON readers go
            raise InvalidToken from error
        except RecursionError as error:
            raise InvalidToken from error
        return claims

    async def _key(self, kid: str) -> PyJWK:
        if kid not in self._keys:
            await self._refresh()
        if kid not in self._keys:
            raise InvalidToken
        return self._keys[kid]

    async def _refresh(self) -> None:
        """Fetch the key set again, at most every half minute: an unknown key id is also what a forger
        sends."""
        async with self._fetching:
            if self._keys and time.monotonic() - self._fetched_at < _REFETCH_SECONDS:
                return
            document = await _read(self._jwks)
            self._keys = {key.key_id: key for key in PyJWKSet.from_dict(document).keys if key.key_id}
            self._fetched_at = time.monotonic()


async def _read(address: str) -> dict[str, Any]:
    """The key set at a path or an address. Raises Unavailable: whose keys cannot be read, nobody's token can
    be judged by."""
    try:
        if "://" not in address:
            document = await asyncio.to_thread(Path(address).read_bytes)
        else:
            async with httpx.AsyncClient(timeout=3) as client:
                document = (await client.get(address)).raise_for_status().content
        keys: dict[str, Any] = orjson.loads(document)
    except (httpx.HTTPError, OSError, orjson.JSONDecodeError) as error:
        raise Unavailable from error
    return keys


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

    def __init__(self, *, issuer: str, audience: str, key_file: Path, service: str) -> None:
        self._issuer, self._audience, self._service = issuer, audience, service
        private = load_pem_private_key(key_file.read_bytes(), password=None)
        self._key: Any = private
        self._kid = key_id(private.public_key())

    def mint(self, purpose: str) -> str:
        """A token good for one minute."""
        now = int(time.time())
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": f"service:{self._service}",
            "iat": now,
            "nbf": now,
            "exp": now + 60,
            "jti": str(uuid4()),
            "role": "service",
            "org": str(NOBODY),
            "lots": [],
            "purposes": [purpose],
        }
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": self._kid})


def key_id(public_key: Any) -> str:
    """The key id both the issuer and its key set use: a fingerprint of the public key."""
    numbers = public_key.public_numbers()
    return hashlib.sha256(f"{numbers.x:x}.{numbers.y:x}".encode()).hexdigest()[:16]
