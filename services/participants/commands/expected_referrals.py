"""Notes which accepted referrals wait for registration, as referrals announces them."""

from uuid import UUID

from services.participants.domain.expected_referral import ExpectedReferral
from services.participants.store import expected_referrals as store
from shared.unit_of_work import UnitOfWork


async def expect(work: UnitOfWork, referral: ExpectedReferral, *, provider: UUID) -> None:
    """Wait for the registration of somebody whose referral a provider accepted."""
    await store.expect(work, [referral], provider=provider)


async def stop_expecting(work: UnitOfWork, referral_id: UUID) -> None:
    """Wait no longer for a referral that was withdrawn, or declined after all."""
    await store.withdraw(work, [referral_id])
