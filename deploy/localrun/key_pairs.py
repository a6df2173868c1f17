"""Signing keys (ECDSA, P-256) and the key sets by which others check signatures."""

import json
from collections.abc import Iterable
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shared.auth.service_tokens import key_id

ALGORITHM: Final = "ES256"


class NoSigningKey(Exception):
    """What was given is not a private key on the curve P-256, in PEM and without a password."""


def make() -> bytes:
    """A new private key (PEM)."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def loaded(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """Raises NoSigningKey."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise NoSigningKey("not a private key in PEM, or one with a password") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise NoSigningKey("a private key, but not on the curve P-256")
    return key


def key_set(pems: Iterable[bytes]) -> bytes:
    """The public halves of private keys, as a JSON Web Key Set. Raises NoSigningKey."""
    return json.dumps({"keys": [_public(loaded(pem)) for pem in pems]}, indent=2).encode()


def _public(private: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    """The public key as a JSON Web Key, named as services name it."""
    public = private.public_key()
    key = jwt.algorithms.ECAlgorithm.to_jwk(public, as_dict=True)
    return {**key, "use": "sig", "alg": ALGORITHM, "kid": key_id(public)}
