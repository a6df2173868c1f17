"""The built-in development issuer: who somebody trying things out may say they are. Refused outside
development, where the organisation's own identity provider issues tokens."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.keys import Keys, kept
from shared.auth.tokens import key_id

ISSUER: Final = "https://issuer.dolen.invalid"
AUDIENCE: Final = "dolen"
ALGORITHM: Final = "ES256"

PURPOSES: Final[dict[str, tuple[str, ...]]] = {
    "provider": ("support",),
    "lead": ("support",),
    "referrer": ("referral",),
    "apb": ("figures",),
    "wg": ("figures",),
    "service": ("service",),
}
"""Each role, and what it asks for when nothing else is said."""

WELSH_GOVERNMENT: Final = uuid5(NAMESPACE_URL, f"{ISSUER}/organisations/welsh-government")


class NotInDevelopment(Exception):
    """The built-in issuer was asked for a token outside development."""


class UnknownRole(Exception):
    """There is no such role."""


def prepare(keys: Keys) -> None:
    """Makes the issuer's key pair, once."""
    private = _private(keys)
    kept(keys.jwks, lambda: json.dumps({"keys": [_public(private)]}, indent=2).encode(), mode=0o644)


def mint(
    keys: Keys,
    *,
    environment: str,
    role: str,
    organisation: UUID,
    at: datetime,
    lots: Sequence[str] = (),
    purposes: Sequence[str] | None = None,
    minutes: int = 60,
) -> str:
    """A signed token for `role` at `organisation`, good for `minutes` from `at`.

    Raises NotInDevelopment, UnknownRole."""
    if environment != "development":
        raise NotInDevelopment(f"the built-in issuer is for development only, and this is {environment}")
    if role not in PURPOSES:
        raise UnknownRole(f"{role!r} is not a role; the roles are {', '.join(PURPOSES)}")
    prepare(keys)
    private = _private(keys)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": f"{role}@{organisation}",
        "iat": at,
        "nbf": at,
        "exp": at + timedelta(minutes=minutes),
        "jti": str(uuid4()),
        "role": role,
        "org": str(organisation),
        "lots": list(lots),
        "purposes": list(PURPOSES[role] if purposes is None else purposes),
    }
    return jwt.encode(claims, private, algorithm=ALGORITHM, headers={"kid": _public(private)["kid"]})


def _make() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _private(keys: Keys) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(kept(keys.issuer, _make), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{keys.issuer} does not hold an elliptic-curve key")
    return key


def _public(private: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    """The public key as a JSON Web Key, named as services name it."""
    public = private.public_key()
    key = jwt.algorithms.ECAlgorithm.to_jwk(public, as_dict=True)
    return {**key, "use": "sig", "alg": ALGORITHM, "kid": key_id(public)}
