"""Routes a referral to the provider of a lot."""

from services.referrals.domain.referral import PartnerId
from services.referrals.domain.refusals import NoProviderInLot
from services.referrals.store import partners
from shared.unit_of_work import UnitOfWork


async def provider_in(work: UnitOfWork, lot: str) -> PartnerId:
    """Find who delivers in a lot. Raises NoProviderInLot."""
    providers = (await partners.providers_in(work, [lot]))[lot]
    if not providers:
        raise NoProviderInLot(pointer="/lot")
    return PartnerId(providers[0].id)
