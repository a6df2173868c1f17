"""What participants does when others' facts arrive."""

from datetime import date

from services.participants.store import others
from shared.contracts.placement import (
    PlacementCompleted,
    PlacementEndedEarly,
    PlacementFact,
    PlacementProposed,
    PlacementStarted,
)
from shared.contracts.referral import ReferralAccepted, ReferralWithdrawn
from shared.unit_of_work import UnitOfWork
from shared.workers.reactions import Reactions

reactions = Reactions()


@reactions.to(ReferralAccepted)
async def expect_participant(work: UnitOfWork, fact: ReferralAccepted) -> None:
    await others.expect(work, fact.referral_id, provider=fact.provider, lot=fact.lot, since=fact.happened_at)


@reactions.to(ReferralWithdrawn)
async def stop_expecting(work: UnitOfWork, fact: ReferralWithdrawn) -> None:
    await others.no_longer_expect(work, fact.referral_id)


@reactions.to(PlacementProposed)
async def note_proposal(work: UnitOfWork, fact: PlacementProposed) -> None:
    await _note(work, fact, "proposed", None)


@reactions.to(PlacementStarted)
async def note_start(work: UnitOfWork, fact: PlacementStarted) -> None:
    await _note(work, fact, "started", fact.started_on)


@reactions.to(PlacementCompleted)
async def note_completion(work: UnitOfWork, fact: PlacementCompleted) -> None:
    await _note(work, fact, "completed", fact.completed_on)


@reactions.to(PlacementEndedEarly)
async def note_early_end(work: UnitOfWork, fact: PlacementEndedEarly) -> None:
    await _note(work, fact, "ended-early", fact.ended_on)


async def _note(work: UnitOfWork, fact: PlacementFact, status: str, since: date | None) -> None:
    await others.put_placement(
        work,
        fact.placement_id,
        enrolment_id=fact.enrolment_id,
        provider=fact.provider,
        kind=fact.kind,
        status=status,
        since=since,
    )
