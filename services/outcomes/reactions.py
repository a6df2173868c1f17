"""What outcomes does when others' facts arrive: everything that can change a figure, a claim or a finding is
taken in as a set. Nothing is decided by who the mentor is, a plan or an intensity: those are passed over."""

from collections.abc import Sequence

from services.outcomes import commands
from services.outcomes.store.pending_facts import Told
from shared.contracts import participant, placement
from shared.unit_of_work import UnitOfWork
from shared.workers.reactions import Reactions

reactions = Reactions()


@reactions.to_all(
    participant.ParticipantRegistered,
    participant.ParticipantAssessed,
    participant.ParticipantCorrected,
    participant.ContactRecorded,
    participant.ActivityRecorded,
    participant.ParticipantSuspended,
    participant.ParticipantResumed,
    participant.AchievementRecorded,
    participant.ParticipantExited,
    participant.ParticipantRejoined,
    participant.ParticipantFollowedUp,
    participant.EmployedAt6Months,
    placement.PlacementStarted,
    placement.PlacementCompleted,
)
async def take_in(work: UnitOfWork, facts: Sequence[Told]) -> None:
    await commands.take_in(work, facts)
