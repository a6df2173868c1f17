"""Opens an opportunity: puts what an employer offers in the bank."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.employers.domain.employer import EmployerId
from services.employers.domain.opportunity import Opportunity, OpportunityId
from services.employers.domain.refusals import UnknownEmployer, UnknownSite
from services.employers.store import employers, opportunities
from shared.clock import date_in_wales
from shared.contracts.employer import OpportunityOpened
from shared.contracts.vocabulary import PlacementKind
from shared.programmes.delivery import check_places
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewOpportunity:
    """What an employer offers, as a provider describes it."""

    employer_id: UUID
    lot: str
    kind: str
    role: str
    soc_group: int
    places: int
    starts_on: date | None
    ends_on: date | None
    hours_per_week: float | None
    site: str | None
    hours_patterns: tuple[str, ...]
    certificates: tuple[str, ...]
    legal_requirements: tuple[str, ...]
    needs_driver: bool
    interests: tuple[str, ...]
    requirements: tuple[str, ...]
    ring_fenced: bool
    closes_on: date | None


async def open_for_proposals(work: UnitOfWork, new: NewOpportunity) -> Opportunity:
    """Store a new opportunity. Raises LotNotYours, UnknownEmployer, UnknownSite,
    DatesOutOfOrder."""
    check_places(work.caller, new.lot, date_in_wales(work.now), pointer="/lot")
    employer = (await employers.get_many(work, [new.employer_id])).get(new.employer_id)
    if employer is None:
        raise UnknownEmployer(pointer="/employer_id")
    if new.site is not None and new.site not in {each.name for each in employer.sites}:
        raise UnknownSite(pointer="/site")
    opportunity = Opportunity(
        id=OpportunityId(work.new_id()),
        employer_id=EmployerId(new.employer_id),
        opened_by=work.caller.organisation,
        opened_at=work.now,
        lot=new.lot,
        kind=new.kind,
        role=new.role,
        soc_group=new.soc_group,
        places=new.places,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        hours_per_week=new.hours_per_week,
        site=new.site,
        hours_patterns=new.hours_patterns,
        certificates=new.certificates,
        legal_requirements=new.legal_requirements,
        needs_driver=new.needs_driver,
        interests=new.interests,
        requirements=new.requirements,
        ring_fenced=new.ring_fenced,
        closes_on=new.closes_on,
    ).check_dates()
    await opportunities.add(work, opportunity)
    work.announce(
        OpportunityOpened(
            happened_at=work.now,
            opportunity_id=opportunity.id,
            employer_id=opportunity.employer_id,
            lot=opportunity.lot,
            kind=PlacementKind(opportunity.kind),
            places=opportunity.places,
            closes_on=opportunity.closes_on,
        )
    )
    return opportunity
