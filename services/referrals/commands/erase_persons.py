"""Erases who was referred, when the participant they became was erased."""

from collections.abc import Sequence

from services.referrals.store import erasures
from shared.contracts.participant import ParticipantErased
from shared.unit_of_work import UnitOfWork


async def erase_persons(work: UnitOfWork, facts: Sequence[ParticipantErased]) -> None:
    """Destroy the keys of the people, and close their referrals to every reader."""
    await erasures.erase(
        work,
        participants={fact.participant_id for fact in facts},
        enrolments={fact.enrolment_id for fact in facts},
        referrals={fact.referral_id for fact in facts if fact.referral_id is not None},
    )
