"""Remembers for a day whom each partner referred, by a keyed fingerprint, so that one person twice is shown
as the same referral (handbook 4)."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

import orjson

from services.referrals.domain.person import Person
from services.referrals.domain.referral import CAME_TO_NOTHING, Referral
from services.referrals.domain.refusals import AlreadyReferred
from shared.unit_of_work import UnitOfWork

_REMEMBER: Final = """
INSERT INTO recent_referral AS recent (fingerprint, referral_id, reference, received_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (fingerprint) DO UPDATE
SET referral_id = excluded.referral_id, reference = excluded.reference, received_at = excluded.received_at
WHERE recent.received_at <= excluded.received_at - interval '1 day'
   OR EXISTS (SELECT FROM referral WHERE id = recent.referral_id AND status = ANY($5::text[]))
RETURNING true
"""
"""Whoever comes second at the same instant waits for the first, and finds its row."""
_FIRST: Final = "SELECT reference FROM recent_referral WHERE fingerprint = $1"
_FORGET_OLD: Final = "DELETE FROM recent_referral WHERE received_at <= $1::timestamptz - interval '1 day'"
_FORGET: Final = "DELETE FROM recent_referral WHERE referral_id = ANY($1::uuid[])"


async def remember(work: UnitOfWork, referral: Referral, person: Person) -> None:
    """Remember a referral that was just stored. Raises AlreadyReferred, with the first one's reference, where
    its referrer sent the same person within a day and that came to something."""
    fingerprint = work.cipher.keys.fingerprint(_identity(referral, person))
    connection = await work.connection()
    async with work.with_system_role():
        is_first = await connection.fetchval(
            _REMEMBER,
            fingerprint,
            referral.id,
            referral.reference,
            referral.received_at,
            sorted(CAME_TO_NOTHING),
        )
        if not is_first:
            raise AlreadyReferred(reference=await connection.fetchval(_FIRST, fingerprint))


async def forget_old(work: UnitOfWork) -> None:
    """Forget whom partners referred more than a day ago."""
    await (await work.connection()).execute(_FORGET_OLD, work.now)


async def forget(work: UnitOfWork, referrals: Collection[UUID]) -> None:
    """Forget that these people were referred, who were erased."""
    await (await work.connection()).execute(_FORGET, list(referrals))


def _identity(referral: Referral, person: Person) -> bytes:
    """What makes two people the same within a day: the names and the day of birth, or, where that is not
    told, everything that was told of who it is."""
    told = {name: _normalised(value) for name, value in person.details.items()}
    if told["date_of_birth"]:
        told = {name: told[name] for name in ("given_name", "family_name", "date_of_birth")}
    whose = [str(referral.referrer), referral.programme]
    return orjson.dumps([*whose, told], option=orjson.OPT_SORT_KEYS)


def _normalised(value: Any) -> Any:
    return " ".join(value.casefold().split()) if isinstance(value, str) else value
