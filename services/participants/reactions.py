"""What participants does when facts of referrals arrive."""

from services.participants.commands import expected_referrals
from services.participants.domain.expected_referral import ExpectedReferral
from shared.contracts.referral import ReferralAccepted, ReferralDeclined, ReferralWithdrawn
from shared.unit_of_work import UnitOfWork
from shared.workers.reactions import Reactions

reactions = Reactions()


@reactions.to(ReferralAccepted)
async def expect_registration(work: UnitOfWork, fact: ReferralAccepted) -> None:
    """Wait for the registration of whom a provider accepted."""
    referral = ExpectedReferral(fact.referral_id, fact.lot, fact.happened_at)
    await expected_referrals.expect(work, referral, provider=fact.provider)


@reactions.to(ReferralWithdrawn)
async def stop_expecting_withdrawn(work: UnitOfWork, fact: ReferralWithdrawn) -> None:
    """Wait no longer for whom the referrer withdrew."""
    await expected_referrals.stop_expecting(work, fact.referral_id)


@reactions.to(ReferralDeclined)
async def stop_expecting_declined(work: UnitOfWork, fact: ReferralDeclined) -> None:
    """Wait no longer for whom the provider accepted and declined after all."""
    await expected_referrals.stop_expecting(work, fact.referral_id)
