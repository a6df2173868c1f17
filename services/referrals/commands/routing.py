"""Routes a referral to the provider of a lot, by what the person is referred for where two share it."""

from collections.abc import Collection
from datetime import date

from services.referrals.domain.referral import PartnerId
from services.referrals.domain.refusals import NoProviderInLot
from services.referrals.programmes import who_delivers
from services.referrals.store import partners
from shared.unit_of_work import UnitOfWork


async def provider_in(
    work: UnitOfWork, programme: str, lot: str, on: date, conditions: Collection[str] = ()
) -> PartnerId:
    """Find who delivers a programme in a lot on a day: of those that the register has there, first who
    delivers for one of the conditions.

    Raises NoProviderInLot, UnknownProgramme."""
    delivers = who_delivers(programme)
    found = [
        (each.id, {delivery.condition for delivery in what})
        for each in (await partners.providers_in(work, [lot]))[lot]
        if (what := delivers.find(each.id, lot, on))
    ]
    if not found:
        raise NoProviderInLot(pointer="/lot")
    fitting = (id for id, of in found if None in of or not of.isdisjoint(conditions))
    return PartnerId(next(fitting, found[0][0]))
