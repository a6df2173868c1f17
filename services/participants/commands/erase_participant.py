"""Erases a person: what is sealed opens no more, and the other services are told to do the same."""

from collections.abc import Sequence
from uuid import UUID

from services.participants.commands.provider_lock import provider_lock
from services.participants.domain.enrolment import Enrolment
from services.participants.domain.erasure import Erasure, ErasureReason
from services.participants.domain.limits import LegalHold, LimitKind
from services.participants.store import enrolments, erasures, limits
from services.participants.store import provider_lock as provider_lock_store
from shared.clock import date_in_wales
from shared.contracts.participant import ParticipantErased
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork


async def erase_participant(work: UnitOfWork, participant_id: UUID, *, reason: ErasureReason) -> Erasure:
    """Erase one of the caller's own people, for good; somebody who was erased already stays as they were.
    Raises NotFound, LegalHold."""
    async with provider_lock(work.caller.organisation):
        await provider_lock_store.acquire(work)
        if (done := await erasures.find(work, participant_id)) is not None:
            return done
        own = (await enrolments.of_participants(work, [participant_id])).get(participant_id)
        if own is None:
            raise NotFound
        standing = await limits.standing(work, participant_id, on=date_in_wales(work.now))
        if any(each.kind is LimitKind.LEGAL_HOLD for each in standing):
            raise LegalHold
        return await erase(work, own, reason=reason)


async def erase(work: UnitOfWork, own: Sequence[Enrolment], *, reason: ErasureReason) -> Erasure:
    """Erase who took part as all of these enrolments, after whether they may be was checked."""
    participant_id, provider = own[0].participant_id, own[0].provider
    erasure = Erasure(participant_id, provider, reason, work.caller.subject, work.now)
    await erasures.add(work, erasure, own)
    work.announce(
        *(
            ParticipantErased(
                happened_at=work.now,
                enrolment_id=each.id,
                participant_id=participant_id,
                provider=provider,
                referral_id=each.referral_id,
            )
            for each in own
        )
    )
    return erasure
