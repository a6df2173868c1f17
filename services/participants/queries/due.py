"""Reads what falls due, today in Wales."""

from datetime import date
from typing import Final
from uuid import UUID

from services.participants.domain.due.rule import Due, DueFilter
from services.participants.programmes import due_rules
from services.participants.store import due as due_store
from shared.audit.readings import Shown
from shared.clock import date_in_wales
from shared.contracts.reading import FieldClass
from shared.unit_of_work import UnitOfWork

_ALL_DUE: Final = 1_000


async def due(work: UnitOfWork, matching: DueFilter, *, after: tuple[date, UUID], limit: int) -> list[Due]:
    """List what is due today in Wales and follows `after`: by the day it fell due, and id."""
    provider = work.caller.organisation
    found = await _due(work, matching, provider=provider, after=after, limit=limit)
    work.readings.note(
        [FieldClass.DUE],
        [Shown(provider, participant=each.participant_id, things=[each.id]) for each in found[: limit - 1]],
    )
    return found


async def count_due(work: UnitOfWork, matching: DueFilter) -> int:
    """Count what is due today in Wales."""
    provider, today = work.caller.organisation, date_in_wales(work.now)
    return await due_store.count(work, due_rules(), matching, provider=provider, today=today)


async def due_of(work: UnitOfWork, participant_id: UUID, *, provider: UUID) -> list[Due]:
    """List all that is due of one person today in Wales; whoever shows it notes it."""
    matching = DueFilter(participant=participant_id)
    return await _due(work, matching, provider=provider, after=(date.min, UUID(int=0)), limit=_ALL_DUE)


async def _due(
    work: UnitOfWork, matching: DueFilter, *, provider: UUID, after: tuple[date, UUID], limit: int
) -> list[Due]:
    today = date_in_wales(work.now)
    return await due_store.page(
        work, due_rules(), matching, provider=provider, today=today, after=after, limit=limit
    )
