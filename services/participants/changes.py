"""Answers what a provider's system is told about its own enrolments."""

from services.participants.domain.change import Change, Place
from services.participants.store import changes
from shared.audit.readings import Shown
from shared.clock import date_in_wales
from shared.contracts.reading import FieldClass
from shared.unit_of_work import UnitOfWork


async def changes_after(work: UnitOfWork, after: Place, *, limit: int) -> list[Change]:
    """List what the caller's organisation is told after a place, in order, at most `limit`."""
    found = await changes.page(work, today=date_in_wales(work.now), after=after, limit=limit)
    provider = work.caller.organisation
    work.readings.note(
        [FieldClass.DUE],
        [Shown(provider, participant=each.participant_id, things=[each.id]) for each in found],
    )
    return found
