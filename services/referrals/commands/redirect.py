"""Redirects a referral to another lot, whose provider decides."""

from datetime import date
from uuid import UUID

from services.referrals.commands.dates import day_of_move, decision_due
from services.referrals.commands.expected import load_expected
from services.referrals.commands.fact_fields import fact_fields
from services.referrals.commands.routing import provider_in
from services.referrals.domain.referral import Referral
from services.referrals.store import referrals
from shared.contracts.referral import ReferralRedirected
from shared.programmes.delivery import check_delivers
from shared.unit_of_work import UnitOfWork


async def redirect(
    work: UnitOfWork, referral_id: UUID, *, expected_version: int, decided_on: date | None, lot: str
) -> Referral:
    """Hand a referral on to another lot.

    Raises NotFound, PreconditionFailed, FutureDate, BeforeLastMove, LotNotYours, NoProviderInLot, SameLot,
    AlreadyDecided, ChangedMeanwhile."""
    referral = await load_expected(work, referral_id, expected_version)
    day = day_of_move(work, referral, decided_on, field="decided_on")
    check_delivers(work.caller, referral.programme, referral.lot, day)
    due = decision_due(referral.programme, day)
    redirected = referral.redirect(
        by=work.caller.organisation,
        on=day,
        lot=lot,
        provider=await provider_in(work, referral.programme, lot, day),
        decision_due=due,
    )
    async with work.with_system_role():  # from here on it is another provider's
        await referrals.save(work, redirected)
    work.announce(
        ReferralRedirected(
            **fact_fields(work, redirected),
            from_lot=referral.lot,
            decision_due=due.on,
            decision_rule=due.rule,
        )
    )
    return redirected
