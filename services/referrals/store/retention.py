"""Finds and erases the people of referrals whose time is over, by rule. The time begins on the day in Wales
on which we were told that the referral came to nothing: the last move of its history."""

from datetime import date
from typing import Final, cast

from services.referrals.domain.retention import RetentionRule
from services.referrals.store import webhook_deliveries
from shared.programmes.retention import RetentionDue
from shared.unit_of_work import UnitOfWork

_ENDS: Final = "(move.recorded_at AT TIME ZONE 'Europe/London')::date + make_interval(months => $3)"
_DUE: Final = f"""
referral JOIN referral_history AS move ON (move.referral_id, move.version) = (referral.id, referral.version)
WHERE referral.programme = $1 AND referral.status = $2 AND referral.erased_at IS NULL AND {_ENDS} <= $4::date
"""
_COUNT: Final = f"SELECT count(*) AS referrals, min({_ENDS})::date AS since FROM {_DUE}"  # noqa: S608  (ours)
_ERASE: Final = f"""
UPDATE referral SET erased_at = $6 WHERE id IN (
    SELECT referral.id FROM {_DUE} ORDER BY referral.id LIMIT $5 FOR UPDATE OF referral SKIP LOCKED
) RETURNING id
"""  # noqa: S608


async def count_due(work: UnitOfWork, rule: RetentionRule, *, today: date) -> RetentionDue:
    """Count the referrals whose time is over."""
    terms = (rule.programme, rule.status, rule.months, today)
    [found] = await (await work.connection()).fetch(_COUNT, *terms)
    return RetentionDue(rule.code, cast(int, found["referrals"]), found["since"])


async def erase_due(work: UnitOfWork, rule: RetentionRule, *, today: date, limit: int) -> int:
    """Erase the people of at most `limit` referrals whose time is over; return of how many."""
    terms = (rule.programme, rule.status, rule.months, today)
    rows = await (await work.connection()).fetch(_ERASE, *terms, limit, work.now)
    erased = [row["id"] for row in rows]
    await webhook_deliveries.forget(work, erased)
    await work.cipher.destroy(erased, at=work.now)
    return len(rows)
