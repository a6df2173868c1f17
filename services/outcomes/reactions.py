"""Reacts to facts of other services that can change a figure, a claim or a finding, as a set. Nothing is
decided by who the mentor is, a plan or an intensity: those are passed over."""

from collections.abc import Sequence

from services.outcomes.commands.erase_people import erase_people
from services.outcomes.commands.process_facts import process_facts
from shared.contracts import participant, placement
from shared.contracts.participant_restated import ParticipantRestated
from shared.unit_of_work import UnitOfWork
from shared.workers.reactions import Reactions

reactions = Reactions()


@reactions.to_all(
    participant.ParticipantRegistered,
    participant.ParticipantAssessed,
    participant.ParticipantCorrected,
    participant.ConsentRecorded,
    ParticipantRestated,
    participant.ContactRecorded,
    participant.ActivityRecorded,
    participant.ParticipantSuspended,
    participant.ParticipantResumed,
    participant.AchievementRecorded,
    participant.OutcomeChosen,
    participant.ParticipantExited,
    participant.ParticipantRejoined,
    participant.ParticipantFollowedUp,
    participant.EmployedAt6Months,
    placement.PlacementStarted,
    placement.PlacementCompleted,
)
async def react(
    work: UnitOfWork, facts: Sequence[participant.EnrolmentFact | placement.PlacementFact]
) -> None:
    await process_facts(work, facts)


@reactions.to_all(participant.ParticipantErased)
async def erase(work: UnitOfWork, facts: Sequence[participant.ParticipantErased]) -> None:
    """Erase people."""
    await erase_people(work, facts)
