"""Puts a partner on the register, or brings its entry up to date."""

from services.referrals.domain.partner import Partner
from services.referrals.store import partners
from shared.unit_of_work import UnitOfWork


async def register_partner(work: UnitOfWork, partner: Partner) -> Partner:
    """Store a partner's entry."""
    await partners.put(work, partner)
    return partner
