"""Answers what the provider asked: the time to decide goes on."""

from datetime import date
from functools import partial
from uuid import UUID

from services.referrals.commands.dates import day_of_move, decision_resumes
from services.referrals.commands.expected import load_expected
from services.referrals.commands.fact_fields import fact_fields
from services.referrals.domain.referral import Referral
from services.referrals.store import persons, referrals
from shared.contracts.referral import ReferralAnswered
from shared.unit_of_work import UnitOfWork


async def answer(
    work: UnitOfWork, referral_id: UUID, *, expected_version: int, answered_on: date | None, answers: str
) -> Referral:
    """Add the referrer's answers.

    Raises NotFound, PreconditionFailed, FutureDate, BeforeLastMove, AlreadyDecided, ChangedMeanwhile."""
    referral = await load_expected(work, referral_id, expected_version)
    day = day_of_move(work, referral, answered_on, field="answered_on")
    answered = referral.answer(by=work.caller.organisation, on=day, resumes=partial(decision_resumes, on=day))
    await persons.append_to_story(work, referral.id, "answers", answers)
    await referrals.save(work, answered)
    work.announce(ReferralAnswered(**fact_fields(work, answered), decision_due=answered.decision_due.on))
    return answered
