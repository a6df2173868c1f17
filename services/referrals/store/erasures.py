"""Erases the people of referrals: destroys their data keys, and shows the referrals to nobody any more. The
history, which figures are counted from, stays."""

from collections.abc import Collection
from uuid import UUID

from services.referrals.store import recent_referrals, webhook_deliveries
from shared.unit_of_work import UnitOfWork

_CLOSE = """
UPDATE referral SET erased_at = $3
WHERE (enrolment_id = ANY($1::uuid[]) OR id = ANY($2::uuid[])) AND erased_at IS NULL RETURNING id
"""
_FORGET = "DELETE FROM pending_work WHERE enrolment_id = ANY($1::uuid[])"


async def erase(
    work: UnitOfWork,
    *,
    participants: Collection[UUID],
    enrolments: Collection[UUID],
    referrals: Collection[UUID],
) -> None:
    """Erase the people who were registered as these enrolments, or came by these referrals: that somebody was
    registered may not have arrived."""
    connection = await work.connection()
    await connection.execute(_FORGET, list(enrolments))
    rows = await connection.fetch(_CLOSE, list(enrolments), list(referrals), work.now)
    erased = [row["id"] for row in rows]
    await recent_referrals.forget(work, erased)
    await webhook_deliveries.forget(work, [*erased, *participants])
    await work.cipher.destroy(erased, at=work.now)
