"""Answers what the provider asked: the time to decide begins anew."""

from uuid import UUID

from services.referrals.commands.dates import decision_due
from services.referrals.commands.expected import load_expected
from services.referrals.commands.fact_fields import fact_fields
from services.referrals.domain.referral import Referral
from services.referrals.store import persons, referrals
from shared.clock import date_in_wales
from shared.contracts.referral import ReferralAnswered
from shared.unit_of_work import UnitOfWork


async def answer(work: UnitOfWork, referral_id: UUID, *, expected_version: int, answers: str) -> Referral:
    """Add the referrer's answers. Raises NotFound, PreconditionFailed, AlreadyDecided, ChangedMeanwhile."""
    referral = await load_expected(work, referral_id, expected_version)
    today = date_in_wales(work.now)
    due = decision_due(referral.programme, today)
    answered = referral.answer(by=work.caller.organisation, on=today, decision_due=due)
    await persons.append_to_story(work, referral.id, "answers", answers)
    await referrals.save(work, answered)
    work.announce(ReferralAnswered(**fact_fields(work, answered), decision_due=due.on))
    return answered
