"""Erases the people of referrals: destroys their data keys, and shows the referrals to nobody any more. The
history, which figures are counted from, stays."""

from collections.abc import Collection
from uuid import UUID

from shared.unit_of_work import UnitOfWork

_CLOSE = """
UPDATE referral SET erased_at = $2 WHERE enrolment_id = ANY($1::uuid[]) AND erased_at IS NULL RETURNING id
"""


async def erase(work: UnitOfWork, enrolments: Collection[UUID]) -> None:
    """Erase the people who were registered as these enrolments."""
    rows = await (await work.connection()).fetch(_CLOSE, list(enrolments), work.now)
    await work.cipher.destroy([row["id"] for row in rows], at=work.now)
