"""Withdraws a referral, possible until the person is registered."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.referrals.commands.dates import day_of_move
from services.referrals.commands.expected import load_expected
from services.referrals.commands.fact_fields import fact_fields
from services.referrals.domain.referral import Referral
from services.referrals.store import persons, referrals
from shared.contracts.referral import ReferralWithdrawn
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When a referral is taken back, whether by the referrer or by the person, and why (kept encrypted)."""

    on: date | None
    by: str
    reason: str | None


async def withdraw(
    work: UnitOfWork, referral_id: UUID, *, expected_version: int, withdrawal: Withdrawal
) -> Referral:
    """Take a referral back.

    Raises NotFound, PreconditionFailed, FutureDate, BeforeLastMove, AlreadyDecided, ChangedMeanwhile."""
    referral = await load_expected(work, referral_id, expected_version)
    day = day_of_move(work, referral, withdrawal.on, field="withdrawn_on")
    withdrawn = referral.withdraw(by=work.caller.organisation, on=day, on_behalf_of=withdrawal.by)
    if withdrawal.reason:
        await persons.append_to_story(work, referral.id, "withdrawal", withdrawal.reason)
    await referrals.save(work, withdrawn)
    work.announce(ReferralWithdrawn(**fact_fields(work, withdrawn)))
    return withdrawn
