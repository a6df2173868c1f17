"""Accepts a referral: the provider takes the person on."""

from datetime import date
from uuid import UUID

from services.referrals.commands.dates import contact_due, day_of_move
from services.referrals.commands.expected import load_expected
from services.referrals.commands.fact_fields import fact_fields
from services.referrals.domain.referral import Referral
from services.referrals.store import referrals
from shared.contracts.referral import ReferralAccepted
from shared.programmes.delivery import check_delivers
from shared.unit_of_work import UnitOfWork


async def accept(
    work: UnitOfWork, referral_id: UUID, *, expected_version: int, decided_on: date | None
) -> Referral:
    """Take the person on.

    Raises NotFound, PreconditionFailed, FutureDate, BeforeLastMove, LotNotYours, AlreadyDecided,
    ChangedMeanwhile."""
    referral = await load_expected(work, referral_id, expected_version)
    day = day_of_move(work, referral, decided_on, field="decided_on")
    check_delivers(work.caller, referral.programme, referral.lot, day)
    accepted = referral.accept(by=work.caller.organisation, on=day, contact_due=contact_due(referral, day))
    await referrals.save(work, accepted)
    work.announce(ReferralAccepted(**fact_fields(work, accepted), programme=accepted.programme))
    return accepted
