"""Erases a person: what is sealed opens no more, and the other services are told to do the same."""

from uuid import UUID

from services.participants.commands.provider_lock import provider_lock
from services.participants.domain.erasure import Erasure, ErasureReason
from services.participants.store import enrolments, erasures
from services.participants.store import provider_lock as provider_lock_store
from shared.contracts.participant import ParticipantErased
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork


async def erase_participant(work: UnitOfWork, participant_id: UUID, *, reason: ErasureReason) -> Erasure:
    """Erase one of the caller's own people, for good; somebody who was erased already stays as they were.
    Raises NotFound."""
    async with provider_lock(work.caller.organisation):
        await provider_lock_store.acquire(work)
        if (done := await erasures.find(work, participant_id)) is not None:
            return done
        own = (await enrolments.of_participants(work, [participant_id])).get(participant_id)
        if own is None:
            raise NotFound
        erasure = Erasure(participant_id, work.caller.organisation, reason, work.caller.subject, work.now)
        await erasures.add(work, erasure)
        work.announce(
            *(
                ParticipantErased(
                    happened_at=work.now,
                    enrolment_id=each.id,
                    participant_id=participant_id,
                    provider=each.provider,
                )
                for each in own
            )
        )
        return erasure
