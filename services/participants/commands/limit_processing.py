"""Limits the processing of a person, and lifts a limit."""

from datetime import date
from uuid import UUID

from services.participants.commands.provider_lock import provider_lock
from services.participants.domain.limits import Limit, LimitKind, LimitOver
from services.participants.store import enrolments, limits
from services.participants.store import provider_lock as provider_lock_store
from shared.clock import date_in_wales
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork


async def place_limit(
    work: UnitOfWork, participant_id: UUID, kind: LimitKind, *, reason: str, until: date | None
) -> Limit:
    """Limit the processing of one of the caller's own people, in the place of any limit of that kind. Raises
    NotFound, and LimitOver for a day that is past."""
    if until is not None and until < date_in_wales(work.now):
        raise LimitOver(pointer="/until")
    organisation = work.caller.organisation
    async with provider_lock(organisation):
        await provider_lock_store.acquire(work)
        await _find(work, participant_id)
        limit = Limit(
            work.new_id(), participant_id, organisation, kind, reason, until, work.caller.subject, work.now
        )
        await limits.place(work, limit)
        return limit


async def lift_limit(work: UnitOfWork, participant_id: UUID, kind: LimitKind) -> None:
    """Lift a limit; nothing happens where there is none. Raises NotFound."""
    async with provider_lock(work.caller.organisation):
        await provider_lock_store.acquire(work)
        await _find(work, participant_id)
        await limits.lift(work, participant_id, kind)


async def _find(work: UnitOfWork, participant_id: UUID) -> None:
    """Raise NotFound where somebody is none of the caller's people."""
    if participant_id not in await enrolments.of_participants(work, [participant_id]):
        raise NotFound
