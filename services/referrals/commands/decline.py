"""Declines a referral, with who declined, why, and what was offered instead."""

from datetime import date
from uuid import UUID

from services.referrals.commands.dates import day_of_move
from services.referrals.commands.expected import load_expected
from services.referrals.commands.fact_fields import fact_fields
from services.referrals.domain.referral import Decline, Referral
from services.referrals.domain.refusals import CriterionNeeded
from services.referrals.store import referrals
from shared.contracts.referral import ReferralDeclined
from shared.contracts.vocabulary import DeclineReason
from shared.unit_of_work import UnitOfWork


async def decline(
    work: UnitOfWork,
    referral_id: UUID,
    *,
    expected_version: int,
    decided_on: date | None,
    details: Decline,
) -> Referral:
    """Say no; possible until the person is registered.

    Raises NotFound, PreconditionFailed, FutureDate, BeforeLastMove, CriterionNeeded, AlreadyDecided,
    ChangedMeanwhile."""
    referral = await load_expected(work, referral_id, expected_version)
    day = day_of_move(work, referral, decided_on, field="decided_on")
    if details.reason == DeclineReason.NOT_ELIGIBLE and details.criterion is None:
        raise CriterionNeeded(pointer="/criterion")
    declined = referral.decline(details, by=work.caller.organisation, on=day)
    await referrals.save(work, declined)
    work.announce(ReferralDeclined(**fact_fields(work, declined), reason=details.reason))
    return declined
