"""Applies the rules of retention: whose referral came to nothing is erased when the period is over, whom
partners referred is remembered for a day, and a link that expired is deleted."""

from services.referrals.programmes import retention_rules
from services.referrals.store import links, recent_referrals, retention
from shared.clock import date_in_wales
from shared.programmes.retention import RetentionDue
from shared.unit_of_work import UnitOfWork


async def retention_report(work: UnitOfWork) -> list[RetentionDue]:
    """Say for each rule how many referrals its period is over for, and change nothing."""
    today = date_in_wales(work.now)
    return [await retention.count_due(work, rule, today=today) for rule in retention_rules()]


async def apply_retention(work: UnitOfWork, *, limit: int) -> dict[str, int]:
    """Erase the people of at most `limit` referrals by each rule; return of how many, by the rule's code."""
    await recent_referrals.forget_old(work)
    await links.forget_expired(work)
    today = date_in_wales(work.now)
    return {
        rule.code: await retention.erase_due(work, rule, today=today, limit=limit)
        for rule in retention_rules()
    }
