"""Loads a referral in the version that the caller has seen."""

from uuid import UUID

from services.referrals.domain.referral import Referral
from services.referrals.store import referrals
from shared.unit_of_work import UnitOfWork
from shared.web.conditional_requests import require_version


async def load_expected(work: UnitOfWork, referral_id: UUID, version: int) -> Referral:
    """Load a referral that is to be moved. Raises NotFound, PreconditionFailed."""
    referral = await referrals.get(work, referral_id)
    require_version(version, referral.version, state=referral.status)
    return referral
