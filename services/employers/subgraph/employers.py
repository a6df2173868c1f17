"""The graph types of the bank of employers."""

from collections.abc import Sequence
from datetime import date
from typing import Self
from uuid import UUID

import strawberry

from services.employers import queries
from services.employers.domain import employer as rules
from services.employers.permissions import MayReadEmployers, MayReadEngagements
from services.employers.subgraph.lots import Lot
from shared.graphql import Info, field, requires
from shared.graphql.entities import References, align
from shared.refusal import Refusal

strawberry.enum(rules.EmployerKind)


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


@requires(MayReadEmployers)
@strawberry.type
class PlacesInLot:
    """Places that an employer offered in a lot, those taken, and placements that were completed."""

    places: strawberry.Private[rules.PlacesInLot]
    offered: int
    filled: int
    completed: int

    @field(MayReadEmployers)
    def lot(self) -> Lot:
        return Lot.of(self.places.lot)

    @classmethod
    def of(cls, found: rules.PlacesInLot) -> Self:
        return cls(places=found, offered=found.offered, filled=found.filled, completed=found.completed)


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

    employer: strawberry.Private[rules.Employer]
    id: strawberry.ID
    name: str
    kind: rules.EmployerKind
    company_number: str | None
    willing_substance_misuse: str
    willing_mental_health: str
    support_offered: str | None
    disclosure_policy: str | None
    aware_since: date | None
    last_contacted_on: date | None

    @field(MayReadEmployers)
    def sector(self) -> Sector:
        return Sector(section=self.employer.sector.section, scheme=self.employer.sector.scheme)

    @field(MayReadEmployers)
    def sites(self) -> list[Site]:
        return [Site(name=each.name, postcode=each.postcode) for each in self.employer.sites]

    @field(MayReadEmployers)
    def lots(self) -> list[Lot]:
        return [Lot.of(lot) for lot in self.employer.lots]

    @field(MayReadEmployers)
    async def places(self, info: Info) -> list[PlacesInLot] | None:
        """What was offered in each lot, and what became of it."""
        found = await info.context.load_required(queries.places_by_employer, self.employer.id)
        return [PlacesInLot.of(each) for each in found]

    @field(MayReadEngagements)
    async def contacts(self, info: Info) -> list[Contact] | None:
        """Who to speak to there, as your own organisation wrote it down."""
        found = await info.context.load_required(queries.contacts_by_employer, self.employer.id)
        return [Contact(**each) for each in found]

    @classmethod
    def of(cls, found: rules.Employer) -> Self:
        return cls(
            employer=found,
            id=strawberry.ID(str(found.id)),
            name=found.name,
            kind=found.kind,
            company_number=found.company_number,
            willing_substance_misuse=found.willing_substance_misuse,
            willing_mental_health=found.willing_mental_health,
            support_offered=found.support_offered,
            disclosure_policy=found.disclosure_policy,
            aware_since=found.aware_since,
            last_contacted_on=found.last_contacted_on,
        )

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        found = await asked.context.run(queries.employers_by_id, asked.ids)
        return align(asked, {id: cls.of(each) for id, each in found.items()})


async def load_employer(info: Info, id: UUID) -> Employer:
    """Load one employer, together with others wanted meanwhile. Raises NotFound."""
    return Employer.of(await info.context.load_required(queries.employers_by_id, id))
