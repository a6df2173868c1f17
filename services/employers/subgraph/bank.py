"""The two banks as the graph knows them: employers, and what they offer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self
from uuid import UUID

import strawberry

from services.employers import queries
from services.employers.domain import employer as employers
from services.employers.domain import opportunity as opportunities
from services.employers.permissions import MayReadEmployers, MayReadEngagements
from services.employers.subgraph.lots import Lot, Provider
from shared.clock import date_in_wales
from shared.contracts.vocabulary import PlacementKind
from shared.graphql import Info, field, requires
from shared.graphql.entities import References, align
from shared.refusal import Refusal

strawberry.enum(opportunities.CloseReason)


@requires(MayReadEmployers)
@strawberry.type
class Sector:
    """A section of the Standard Industrial Classification, and which version of it."""

    section: str
    scheme: str


@requires(MayReadEmployers)
@strawberry.type
class Site:
    name: str
    postcode: str


@requires(MayReadEngagements)
@strawberry.type
class Contact:
    """Somebody to speak to at an employer."""

    name: str
    position: str | None
    phone: str | None
    email: str | None


@requires(MayReadEmployers)
@strawberry.federation.type(keys=["id"])
class Employer:
    """An employer in the bank that all providers share."""

    told: strawberry.Private[employers.Employer]
    id: strawberry.ID
    name: str
    company_number: str | None
    willing_substance_misuse: str
    willing_mental_health: str
    disclosure_policy: str | None
    aware_since: date | None
    last_contacted_on: date | None

    @field(MayReadEmployers)
    def sector(self) -> Sector:
        return Sector(section=self.told.sector.section, scheme=self.told.sector.scheme)

    @field(MayReadEmployers)
    def sites(self) -> list[Site]:
        return [Site(name=each.name, postcode=each.postcode) for each in self.told.sites]

    @field(MayReadEmployers)
    def lots(self) -> list[Lot]:
        return [Lot.by(lot) for lot in self.told.lots]

    @field(MayReadEngagements)
    async def contacts(self, info: Info) -> list[Contact] | None:
        """Who to speak to there."""
        found = await info.context.load_required(queries.contacts_of, self.told.id)
        return [Contact(**each) for each in found]

    @classmethod
    def of(cls, told: employers.Employer) -> Self:
        return cls(
            told=told,
            id=strawberry.ID(str(told.id)),
            name=told.name,
            company_number=told.company_number,
            willing_substance_misuse=told.willing_substance_misuse,
            willing_mental_health=told.willing_mental_health,
            disclosure_policy=told.disclosure_policy,
            aware_since=told.aware_since,
            last_contacted_on=told.last_contacted_on,
        )

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        found = await asked.context.run(queries.employers_of, asked.ids)
        return align(asked, {id: cls.of(each) for id, each in found.items()})


@requires(MayReadEmployers)
@strawberry.type
class Closing:
    """When no more proposals were taken, and why."""

    on: date
    reason: opportunities.CloseReason


@requires(MayReadEmployers)
@strawberry.type
class Opportunity:
    """What an employer offers, how many places it has and how many are taken."""

    told: strawberry.Private[opportunities.Opportunity]
    id: strawberry.ID
    kind: PlacementKind
    role: str
    soc_major_group: int
    places: int
    filled: int
    starts_on: date | None
    ends_on: date | None
    hours_per_week: float | None
    requirements: list[str]
    ring_fenced: bool
    closes_on: date | None
    opened_at: datetime

    @field(MayReadEmployers)
    async def employer(self, info: Info) -> Employer | None:
        return Employer.of(await info.context.load_required(queries.employers_of, self.told.employer_id))

    @field(MayReadEmployers)
    def lot(self) -> Lot:
        return Lot.by(self.told.lot)

    @field(MayReadEmployers)
    def opened_by(self) -> Provider:
        return Provider(id=strawberry.ID(str(self.told.opened_by)))

    @field(MayReadEmployers)
    def closing(self) -> Closing | None:
        told = self.told.closing
        return None if told is None else Closing(on=told.on, reason=told.reason)

    @field(MayReadEmployers)
    def is_open(self, info: Info) -> bool:
        """Whether somebody can be proposed today."""
        return self.told.is_open(date_in_wales(info.context.work.now))

    @classmethod
    def of(cls, told: opportunities.Opportunity) -> Self:
        return cls(
            told=told,
            id=strawberry.ID(str(told.id)),
            kind=PlacementKind(told.kind),
            role=told.role,
            soc_major_group=told.soc_major_group,
            places=told.places,
            filled=told.filled,
            starts_on=told.starts_on,
            ends_on=told.ends_on,
            hours_per_week=told.hours_per_week,
            requirements=list(told.requirements),
            ring_fenced=told.ring_fenced,
            closes_on=told.closes_on,
            opened_at=told.opened_at,
        )


async def opportunity(info: Info, id: UUID) -> Opportunity:
    """Raises NotFound."""
    return Opportunity.of(await info.context.load_required(queries.opportunities_of, id))
