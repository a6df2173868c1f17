"""Verifies access tokens strictly: algorithm, key, issuer, audience, time and shape (security
requirement 5)."""

import hashlib
import time
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import jwt
from cachetools import TTLCache

from shared.auth.caller import SYSTEM, Caller
from shared.auth.key_set import Clock, KeySet
from shared.auth.role_policy import NO_RIGHTS, RoleTable
from shared.auth.service_tokens import SERVICE, SERVICES
from shared.refusal import Refusal

ALGORITHMS: Final = ("ES256", "PS256")
REQUIRED: Final = ("iss", "aud", "exp", "iat", "nbf", "jti", "sub", "role", "org")
LEEWAY_SECONDS: Final = 10
REMEMBERED: Final = 1024
"""Tokens remembered as good at most."""
REMEMBERED_SECONDS: Final = 60.0


class InvalidToken(Refusal):
    """One answer for every way a token can be wrong: it helps nobody to guess."""

    code = "invalid-token"
    status = 401
    title = "A valid access token is needed."


@dataclass(frozen=True, slots=True)
class _Verified:
    """A token that was found good, and what that rests on."""

    caller: Caller
    expires_at: float
    keys: KeySet
    generation: int


class TokenVerifier:
    """Verifies tokens against the published keys of whoever issued them: the issuer of everybody's tokens, at
    `jwks`, or the services themselves, at `service_jwks`, where that is given. Neither can speak for the
    other: a service's token is good for the role of a service and no other, and nobody else's for that.

    A good token is remembered for a minute at most, so that its signature is not verified at every request;
    it is verified again once a key has gone from its issuer's set. `roles` says what each role may do; tests
    hand in `clock`."""

    def __init__(
        self,
        *,
        issuer: str,
        audience: str,
        roles: RoleTable,
        jwks: str,
        service_jwks: str = "",
        clock: Clock = time.monotonic,
    ) -> None:
        self._audience, self._roles = audience, roles
        self._keys = {issuer: KeySet(jwks, clock=clock)}
        if service_jwks:
            self._keys[SERVICES] = KeySet(service_jwks, clock=clock)
        self._remembered: TTLCache[bytes, _Verified] = TTLCache(REMEMBERED, REMEMBERED_SECONDS, timer=clock)

    async def verify(self, token: str) -> Caller:
        """Return the caller behind a token. Raises InvalidToken, or Unavailable when no keys can be had."""
        fingerprint = hashlib.sha256(token.encode()).digest()
        known = self._remembered.get(fingerprint)
        if known is not None:
            await known.keys.keep_fresh()
            if known.generation == known.keys.generation and known.expires_at > time.time():
                return known.caller
            self._remembered.pop(fingerprint, None)
        verified = await self._verify(token)
        self._remembered[fingerprint] = verified
        return verified.caller

    async def _verify(self, token: str) -> _Verified:
        try:
            header = jwt.get_unverified_header(token)
            algorithm, kid = header.get("alg"), header.get("kid")
            if algorithm not in ALGORITHMS or not isinstance(kid, str):
                raise InvalidToken
            issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
            keys = self._keys.get(issuer) if isinstance(issuer, str) else None
            key = await keys.key(kid) if keys is not None else None
            if keys is None or key is None or key.algorithm_name != algorithm:
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
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            # ValueError: a header that is not UTF-8, or nested deeper than JSON readers go
            raise InvalidToken from error
        if (claims["role"] == SERVICE) != (issuer == SERVICES):
            raise InvalidToken
        return _Verified(self._caller(claims), float(claims["exp"]), keys, keys.generation)

    def _caller(self, claims: dict[str, Any]) -> Caller:
        lots, purposes = claims.get("lots", []), claims.get("purposes", [])
        if not (_is_words(lots) and _is_words(purposes) and _is_words([claims["role"], claims["sub"]])):
            raise InvalidToken
        try:
            organisation = UUID(claims["org"])
        except (ValueError, AttributeError, TypeError) as error:
            raise InvalidToken from error
        policy, user = self._roles.get(claims["role"], NO_RIGHTS), claims.get("user")
        if not _is_words([] if user is None else [user]) or (policy.is_of_people and user is None):
            raise InvalidToken  # what is read has to be known of somebody
        if claims["role"] == SYSTEM:
            raise InvalidToken  # the platform's own workers never call over HTTP
        return Caller(
            role=claims["role"],
            organisation=organisation,
            lots=frozenset(lots),
            purposes=frozenset(purposes),
            subject=claims["sub"],
            policy=policy,
            user=user,
        )


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word for word in value)
