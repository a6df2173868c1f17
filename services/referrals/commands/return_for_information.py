"""Returns a referral to its referrer for information."""

from datetime import date
from uuid import UUID

from services.referrals.commands.dates import day_of_move
from services.referrals.commands.expected import load_expected
from services.referrals.commands.fact_fields import fact_fields
from services.referrals.domain.referral import Referral
from services.referrals.store import referrals
from shared.contracts.referral import ReferralReturned
from shared.unit_of_work import UnitOfWork


async def return_for_information(
    work: UnitOfWork, referral_id: UUID, *, expected_version: int, decided_on: date | None, questions: str
) -> Referral:
    """Ask the referrer, which pauses the clock.

    Raises NotFound, PreconditionFailed, FutureDate, BeforeLastMove, AlreadyDecided, ChangedMeanwhile."""
    referral = await load_expected(work, referral_id, expected_version)
    day = day_of_move(work, referral, decided_on, field="decided_on")
    returned = referral.return_for_information(questions, by=work.caller.organisation, on=day)
    await referrals.save(work, returned)
    work.announce(ReferralReturned(**fact_fields(work, returned)))
    return returned
