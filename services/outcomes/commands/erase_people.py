"""Erases people when participants erased them: what is counted stays, and leads to nobody."""

from collections.abc import Sequence

from services.outcomes.store import erasures
from shared.contracts.participant import ParticipantErased
from shared.unit_of_work import UnitOfWork


async def erase_people(work: UnitOfWork, facts: Sequence[ParticipantErased]) -> None:
    """Delete what is known of these people, and unlink from them what is counted."""
    await erasures.erase(
        work,
        enrolments={fact.enrolment_id for fact in facts},
        participants={fact.participant_id for fact in facts},
    )
