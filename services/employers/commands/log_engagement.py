"""Logs that somebody was in touch with an employer."""

from datetime import date
from uuid import UUID

from services.employers.commands.event_dates import day_or_today
from services.employers.domain.employer import Engagement
from services.employers.store import employers, engagements
from shared.unit_of_work import UnitOfWork


async def log_engagement(
    work: UnitOfWork, employer_id: UUID, *, on: date | None, kind: str, note: str
) -> Engagement:
    """Store an entry of an employer's log, and the date of the last contact. Raises NotFound, FutureDate."""
    employer = await employers.lock(work, employer_id)
    engagement = Engagement(
        id=work.new_id(),
        employer_id=employer.id,
        provider=work.caller.organisation,
        on=day_or_today(work, on, field="on"),
        kind=kind,
        note=note,
        recorded_at=work.now,
    )
    await engagements.add(work, engagement)
    await employers.save(work, employer.contacted(engagement.on))
    return engagement
