"""Stores links to referrals, each by a keyed fingerprint of its secret."""

from typing import Final
from uuid import UUID

from services.referrals.domain.link import Link
from services.referrals.tables import LinkRow
from shared.persistence.bulk import insert_many
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork

_REVOKE: Final = """
UPDATE referral_link SET revoked_at = $3
WHERE referral_id = $1 AND made_by = $2 AND revoked_at IS NULL AND expires_at > $3
"""
_FIND: Final = """
SELECT id, referral_id, referrer, made_by, expires_at FROM referral_link
WHERE fingerprint = $1 AND expires_at > $2 AND revoked_at IS NULL
"""
_FORGET: Final = "DELETE FROM referral_link WHERE expires_at <= $1"


async def add(work: UnitOfWork, link: Link, secret: str) -> None:
    """Store a new link."""
    row = {
        "id": link.id,
        "fingerprint": _fingerprint(work, secret),
        "referral_id": link.referral_id,
        "referrer": link.referrer,
        "made_by": link.made_by,
        "expires_at": link.expires_at,
        "revoked_at": None,
    }
    await insert_many(await work.connection(), LinkRow, [row])


async def revoke(work: UnitOfWork, referral_id: UUID) -> None:
    """Revoke all links to a referral that the caller's organisation made."""
    connection = await work.connection()
    await connection.execute(_REVOKE, referral_id, work.caller.organisation, work.now)


async def find(work: UnitOfWork, secret: str) -> Link:
    """Find the link with a secret. Raises NotFound for one that expired, was revoked or never was."""
    row = await (await work.connection()).fetchrow(_FIND, _fingerprint(work, secret), work.now)
    if row is None:
        raise NotFound
    return Link(**row)


async def forget_expired(work: UnitOfWork) -> None:
    """Delete the links that lead nowhere any more."""
    await (await work.connection()).execute(_FORGET, work.now)


def _fingerprint(work: UnitOfWork, secret: str) -> bytes:
    return work.cipher.keys.fingerprint(secret.encode())
