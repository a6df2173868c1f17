"""The fields that every fact about a referral carries."""

from typing import Any

from services.referrals.domain.referral import Referral
from shared.unit_of_work import UnitOfWork


def fact_fields(work: UnitOfWork, referral: Referral) -> dict[str, Any]:
    """Return the fields of `ReferralFact`, as of now."""
    return {
        "happened_at": work.now,
        "referral_id": referral.id,
        "referrer": referral.referrer,
        "provider": referral.provider,
        "lot": referral.lot,
    }
