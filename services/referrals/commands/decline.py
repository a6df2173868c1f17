"""Declines a referral, with who declined, why, and what was offered instead."""

from datetime import date
from uuid import UUID

from services.referrals.commands.dates import day_or_today
from services.referrals.commands.expected import load_expected
from services.referrals.commands.fact_fields import fact_fields
from services.referrals.domain.referral import Decline, Referral
from services.referrals.store import referrals
from shared.contracts.referral import ReferralDeclined
from shared.unit_of_work import UnitOfWork


async def decline(
    work: UnitOfWork,
    referral_id: UUID,
    *,
    expected_version: int,
    decided_on: date | None,
    details: Decline,
) -> Referral:
    """Say no. Raises NotFound, PreconditionFailed, FutureDate, AlreadyDecided, ChangedMeanwhile."""
    referral = await load_expected(work, referral_id, expected_version)
    day = day_or_today(work, decided_on, field="decided_on")
    declined = referral.decline(details, by=work.caller.organisation, on=day)
    await referrals.save(work, declined)
    work.announce(ReferralDeclined(**fact_fields(work, declined), reason=details.reason))
    return declined
