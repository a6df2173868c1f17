"""Verifies access tokens strictly: type, algorithm, key, issuer, audience, time, life and shape (security
requirement 5)."""

import hashlib
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import jwt
from cachetools import TTLCache

from shared import security_events
from shared.auth.caller import NOBODY, SYSTEM, Caller
from shared.auth.key_set import Clock, KeySet
from shared.auth.revocations import Revocations
from shared.auth.role_policy import NO_RIGHTS, RoleTable
from shared.auth.service_tokens import ACCESS_TOKEN, SERVICE
from shared.refusal import Refusal

ALGORITHMS: Final = ("ES256", "PS256")
TYPES: Final = (ACCESS_TOKEN, f"application/{ACCESS_TOKEN}")
REQUIRED: Final = ("iss", "aud", "exp", "iat", "nbf", "jti", "sub", "role", "org")
LEEWAY_SECONDS: Final = 10
REMEMBERED: Final = 1024
"""Tokens remembered as good at most."""
REMEMBERED_SECONDS: Final = 60.0
PERSON: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""The id of a person who has signed in: opaque, so no name and no address of theirs."""


class InvalidToken(Refusal):
    """One answer for every way a token can be wrong: it helps nobody to guess. `reason` is for operators."""

    code = "invalid-token"
    status = 401
    title = "A valid access token is needed."

    def __init__(self, reason: str = "absent") -> None:
        super().__init__()
        self.reason = reason


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """An issuer whose tokens are taken: where its keys are, whom its tokens have to be for, and how long (in
    seconds) they may be good for. `service` is its name where it is another service, which may ask for
    `purposes` and nothing else."""

    keys: KeySet
    audience: str
    longest_life: float
    service: str = ""
    purposes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Verified:
    """A token that was found good, and what that rests on."""

    caller: Caller
    expires_at: float
    token_id: str
    session: str | None
    keys: KeySet
    generation: int


class TokenVerifier:
    """Verifies tokens against the published keys of whoever issued them: the issuer of everybody's tokens, or
    another service, with keys of its own. Neither can speak for the other: a service's token is good for the
    role of a service and no other, and nobody else's for that.

    A good token is remembered for a minute at most, so that its signature is not verified at every request;
    it is verified again once a key has gone from its issuer's set, and refused once it is revoked. `roles`
    says what each role may do; tests hand in `clock`."""

    def __init__(
        self,
        *,
        issuers: Mapping[str, TrustedIssuer],
        roles: RoleTable,
        revocations: Revocations,
        clock: Clock = time.monotonic,
    ) -> None:
        self._issuers, self._roles, self._revocations = issuers, roles, revocations
        self._remembered: TTLCache[bytes, _Verified] = TTLCache(REMEMBERED, REMEMBERED_SECONDS, timer=clock)

    async def verify(self, token: str) -> Caller:
        """Return the caller behind a token. Raises InvalidToken, or Unavailable when no keys can be had."""
        fingerprint = hashlib.sha256(token.encode()).digest()
        known = self._remembered.get(fingerprint)
        if known is not None:
            await known.keys.keep_fresh()
            if known.generation == known.keys.generation and known.expires_at > time.time():
                self._check_revocation(known)
                return known.caller
            self._remembered.pop(fingerprint, None)
        try:
            verified = await self._verify(token)
        except InvalidToken as refused:
            security_events.record("token-refused", reason=refused.reason)
            raise
        self._check_revocation(verified)
        self._remembered[fingerprint] = verified
        return verified.caller

    def _check_revocation(self, verified: _Verified) -> None:
        if self._revocations.hold(verified.token_id, verified.session):
            security_events.record("token-refused", verified.caller.identity(), reason="revoked")
            raise InvalidToken("revoked")

    async def _verify(self, token: str) -> _Verified:
        try:
            header = jwt.get_unverified_header(token)
            algorithm, kid, kind = header.get("alg"), header.get("kid"), header.get("typ")
            if algorithm not in ALGORITHMS or not isinstance(kid, str):
                raise InvalidToken("algorithm")
            if not isinstance(kind, str) or kind.lower() not in TYPES:
                raise InvalidToken("type")
            name = jwt.decode(token, options={"verify_signature": False}).get("iss")
            issuer = self._issuers.get(name) if isinstance(name, str) else None
            if issuer is None:
                raise InvalidToken("issuer")
            key = await issuer.keys.key(kid)
            if key is None or key.algorithm_name != algorithm:
                raise InvalidToken("key")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                issuer=name,
                audience=issuer.audience,
                leeway=LEEWAY_SECONDS,
                options={"require": list(REQUIRED)},
            )
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            # ValueError: a header that is not UTF-8, or nested deeper than JSON readers go
            raise InvalidToken(type(error).__name__) from error
        if float(claims["exp"]) - float(claims["iat"]) > issuer.longest_life:
            raise InvalidToken("life")
        caller = self._caller(claims)
        _check_issuer(caller, issuer)
        session = claims.get("sid")
        if not isinstance(session, str | None):
            raise InvalidToken("session")
        expires_at = float(claims["exp"])
        return _Verified(caller, expires_at, claims["jti"], session, issuer.keys, issuer.keys.generation)

    def _caller(self, claims: dict[str, Any]) -> Caller:
        lots, purposes = claims.get("lots", []), claims.get("purposes", [])
        client = claims.get("client_id", claims.get("azp", claims["sub"]))
        if not all(_is_words(each) for each in (lots, purposes, [claims["role"], claims["sub"], client])):
            raise InvalidToken("shape")
        try:
            organisation = UUID(claims["org"])
        except (ValueError, AttributeError, TypeError) as error:
            raise InvalidToken("organisation") from error
        if claims["role"] == SYSTEM:
            raise InvalidToken("role")  # the platform's own workers never call over HTTP
        policy, person = self._roles.get(claims["role"], NO_RIGHTS), claims.get("person")
        if person is not None and not (isinstance(person, str) and PERSON.fullmatch(person)):
            raise InvalidToken("person")
        if person is None and policy.of_people:
            raise InvalidToken("nobody")
        return Caller(
            role=claims["role"],
            organisation=organisation,
            lots=frozenset(lots),
            purposes=frozenset(purposes),
            subject=claims["sub"],
            policy=policy,
            client=client,
            person=person,
        )


def _check_issuer(caller: Caller, issuer: TrustedIssuer) -> None:
    """Check that an issuer may speak for the caller. Raises InvalidToken."""
    if (caller.role == SERVICE) != bool(issuer.service):
        raise InvalidToken("role")
    if not issuer.service:
        return
    if caller.subject != f"service:{issuer.service}" or not caller.purposes <= issuer.purposes:
        raise InvalidToken("purpose")
    if caller.organisation == NOBODY:
        raise InvalidToken("organisation")


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word for word in value)
