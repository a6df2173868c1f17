"""The reactions of employers to other services' facts."""

from collections.abc import Sequence

from services.employers.commands.erase_people import erase_people
from services.employers.commands.follow_participation import EnrolmentFact, follow_participation
from services.employers.commands.follow_readiness import follow_readiness
from shared.contracts.participant import (
    ConsentRecorded,
    ParticipantErased,
    ParticipantExited,
    ParticipantRegistered,
    ParticipantRejoined,
)
from shared.contracts.participant_restated import ParticipantRestated
from shared.contracts.readiness import NoLongerReady, ReadyForPlacement
from shared.unit_of_work import UnitOfWork
from shared.workers.reactions import Reactions

reactions = Reactions()


@reactions.to_all(
    ParticipantRegistered,
    ConsentRecorded,
    ParticipantExited,
    ParticipantRejoined,
    ReadyForPlacement,
    NoLongerReady,
    ParticipantRestated,
)
async def follow_enrolments(work: UnitOfWork, facts: Sequence[EnrolmentFact]) -> None:
    """Follow who may be placed, and who is ready to be."""
    await follow_participation(work, facts)
    await follow_readiness(work, facts)


@reactions.to_all(ParticipantErased)
async def erase(work: UnitOfWork, facts: Sequence[ParticipantErased]) -> None:
    """Erase people."""
    await erase_people(work, facts)
