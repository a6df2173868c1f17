"""Anchors the chain of readings: its last segment, signed with a key that no database holds, in a database
under another role, so that whoever can change readings and segments alike is found out."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import asyncpg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

_HEAD: Final = """
SELECT number AS segment, digest, (SELECT sum(readings) FROM reading_segment)::bigint AS readings
FROM reading_segment ORDER BY number DESC LIMIT 1
"""
_ANCHOR: Final = """
INSERT INTO public.anchor (service, segment, digest, readings, anchored_at, signature)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
"""
_ALL: Final = "SELECT * FROM public.anchor WHERE service = $1 ORDER BY segment"


class InvalidAnchorKey(ValueError):
    """What was given is no key (PEM) on an elliptic curve."""


def signing_key(pem: bytes) -> EllipticCurvePrivateKey:
    """Read the key that anchors are signed with. Raises InvalidAnchorKey."""
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise InvalidAnchorKey
    return key


def verifying_key(pem: bytes) -> EllipticCurvePublicKey:
    """Read the key that anchors are verified with: a public one, or the public half of a private one. Raises
    InvalidAnchorKey."""
    if b"PRIVATE" in pem:
        return signing_key(pem).public_key()
    key = load_pem_public_key(pem)
    if not isinstance(key, EllipticCurvePublicKey):
        raise InvalidAnchorKey
    return key


async def head(connection: asyncpg.Connection) -> dict[str, Any] | None:
    """The last segment of a service's chain, and the readings up to there; None where there is none yet."""
    found = await connection.fetchrow(_HEAD)
    return None if found is None else dict(found)


async def anchor(
    anchors: asyncpg.Connection,
    service: str,
    last: Mapping[str, Any],
    *,
    key: EllipticCurvePrivateKey,
    at: datetime,
) -> None:
    """Write down how far a service's chain is, signed; once a segment."""
    signature = key.sign(_signed(service, {**last, "anchored_at": at}), ECDSA(SHA256()))
    await anchors.execute(_ANCHOR, service, last["segment"], last["digest"], last["readings"], at, signature)


async def all_anchors(anchors: asyncpg.Connection, service: str) -> list[dict[str, Any]]:
    """The anchors of a service, in the order of its chain."""
    return [dict(row) for row in await anchors.fetch(_ALL, service)]


def is_signed(anchored: Mapping[str, Any], key: EllipticCurvePublicKey) -> bool:
    """Tell whether an anchor says what was signed."""
    try:
        key.verify(anchored["signature"], _signed(anchored["service"], anchored), ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _signed(service: str, said: Mapping[str, Any]) -> bytes:
    """The bytes of an anchor that are signed."""
    at = said["anchored_at"].astimezone(UTC).isoformat()
    text = f"dolen-anchor-1|{service}|{said['segment']}|{said['digest'].hex()}|{said['readings']}|{at}"
    return text.encode()
