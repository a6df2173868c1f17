"""What can be done to the bank of opportunities."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.employers.commands.event_dates import day_of, instant_of
from services.employers.domain.employer import EmployerId
from services.employers.domain.opportunity import CloseReason, Opportunity, OpportunityId
from services.employers.domain.refusals import UnknownEmployer
from services.employers.store import employers
from services.employers.store import opportunities as store
from shared.contracts.employer import OpportunityClosed, OpportunityOpened
from shared.contracts.vocabulary import Lot, PlacementKind
from shared.unit_of_work import UnitOfWork
from shared.web.conditional_requests import require_version


@dataclass(frozen=True, slots=True)
class NewOpportunity:
    """What an employer offers, as the provider it told writes it down."""

    employer_id: UUID
    lot: str
    kind: str
    role: str
    soc_major_group: int
    places: int
    starts_on: date | None
    ends_on: date | None
    hours_per_week: float | None
    requirements: tuple[str, ...]
    ring_fenced: bool
    closes_on: date | None


async def open_opportunity(work: UnitOfWork, new: NewOpportunity) -> Opportunity:
    """Put an opportunity in the bank. Raises UnknownEmployer, DatesOutOfOrder."""
    if not await employers.exists(work, new.employer_id):
        raise UnknownEmployer(pointer="/employer_id")
    opportunity = Opportunity(
        id=OpportunityId(work.new_id()),
        employer_id=EmployerId(new.employer_id),
        opened_by=work.caller.organisation,
        opened_at=work.now,
        lot=new.lot,
        kind=new.kind,
        role=new.role,
        soc_major_group=new.soc_major_group,
        places=new.places,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        hours_per_week=new.hours_per_week,
        requirements=new.requirements,
        ring_fenced=new.ring_fenced,
        closes_on=new.closes_on,
    ).check_dates()
    await store.add(work, opportunity)
    work.announce(
        OpportunityOpened(
            happened_at=work.now,
            opportunity_id=opportunity.id,
            employer_id=opportunity.employer_id,
            lot=Lot(opportunity.lot),
            kind=PlacementKind(opportunity.kind),
            places=opportunity.places,
            closes_on=opportunity.closes_on,
        )
    )
    return opportunity


async def close(
    work: UnitOfWork, opportunity_id: UUID, *, seen: int, on: date | None, reason: CloseReason
) -> Opportunity:
    """Take no more proposals. Raises NotFound, NotYours, PreconditionFailed, OpportunityOver, FutureDate."""
    opportunity = await store.get(work, opportunity_id, to_change=True)
    require_version(seen, opportunity.version, state="open" if opportunity.closing is None else "closed")
    closed_on = day_of(work, on, field="closed_on")
    closed = opportunity.close(reason, by=work.caller.organisation, on=closed_on)
    await store.save(work, closed)
    work.announce(
        OpportunityClosed(
            happened_at=instant_of(work, closed_on),
            opportunity_id=closed.id,
            employer_id=closed.employer_id,
            reason=reason,
        )
    )
    return closed
