"""The reactions of referrals to other services' facts."""

from collections.abc import Sequence

from services.referrals.commands.apply_facts import EnrolmentFact, apply_facts
from services.referrals.commands.erase_persons import erase_persons
from services.referrals.commands.tell_what_falls_due import tell_what_falls_due
from shared.contracts.outcome import OutcomeAchieved
from shared.contracts.participant import (
    AchievementRecorded,
    ConsentRecorded,
    FollowUpDue,
    ParticipantErased,
    ParticipantExited,
    ParticipantRegistered,
    ParticipantRejoined,
)
from shared.contracts.participant_restated import ParticipantRestated
from shared.unit_of_work import UnitOfWork
from shared.workers.reactions import Reactions

reactions = Reactions()


@reactions.to_all(
    ParticipantRegistered,
    ConsentRecorded,
    ParticipantExited,
    ParticipantRejoined,
    AchievementRecorded,
    ParticipantRestated,
    OutcomeAchieved,
)
async def follow_enrolments(work: UnitOfWork, facts: Sequence[EnrolmentFact]) -> None:
    """Move the referrals these facts are about."""
    await apply_facts(work, facts)


@reactions.to_all(ParticipantErased)
async def erase(work: UnitOfWork, facts: Sequence[ParticipantErased]) -> None:
    """Erase the people of the referrals these enrolments came from."""
    await erase_persons(work, facts)


@reactions.to_all(FollowUpDue)
async def tell_providers(work: UnitOfWork, facts: Sequence[FollowUpDue]) -> None:
    """Tell providers that subscribed what falls due."""
    await tell_what_falls_due(work, facts)
