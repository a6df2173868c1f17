"""Erases people who were placed, or could have been, when participants erased them."""

from collections.abc import Sequence

from services.employers.store import erasures
from shared.contracts.participant import ParticipantErased
from shared.unit_of_work import UnitOfWork


async def erase_people(work: UnitOfWork, facts: Sequence[ParticipantErased]) -> None:
    """Destroy the keys of the people, and close their placements to every reader."""
    await erasures.erase(work, {fact.participant_id for fact in facts})
