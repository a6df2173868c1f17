"""Closes an opportunity: no more people can be proposed for it."""

from datetime import date
from uuid import UUID

from services.employers.commands.event_dates import day_or_today, instant_on
from services.employers.domain.opportunity import CloseReason, Opportunity
from services.employers.store import opportunities
from shared.contracts.employer import OpportunityClosed
from shared.unit_of_work import UnitOfWork
from shared.web.conditional_requests import require_version


async def close(
    work: UnitOfWork,
    opportunity_id: UUID,
    *,
    expected_version: int,
    closed_on: date | None,
    reason: CloseReason,
) -> Opportunity:
    """Take no more proposals. Raises NotFound, PreconditionFailed, OpportunityOver, FutureDate."""
    opportunity = await opportunities.lock(work, opportunity_id)
    state = "open" if opportunity.closing is None else "closed"
    require_version(expected_version, opportunity.version, state=state)
    day = day_or_today(work, closed_on, field="closed_on")
    closed = opportunity.close(reason, by=work.caller.organisation, on=day, recorded_at=work.now)
    await opportunities.save(work, closed)
    work.announce(
        OpportunityClosed(
            happened_at=instant_on(work, day),
            opportunity_id=closed.id,
            employer_id=closed.employer_id,
            reason=reason,
        )
    )
    return closed
