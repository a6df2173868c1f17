"""The graph types of the bank of opportunities."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

import strawberry

from services.employers import queries
from services.employers.domain import opportunity as rules
from services.employers.permissions import MayReadEmployers, MayReadReady
from services.employers.subgraph.employers import Employer, load_employer
from services.employers.subgraph.lots import Lot, Provider
from services.employers.subgraph.matching import Matches
from shared.clock import date_in_wales
from shared.contracts.vocabulary import PlacementKind
from shared.graphql import Info, field, requires
from shared.graphql.connection import DEFAULT_PAGE, fetch_limit

strawberry.enum(rules.CloseReason)


@requires(MayReadEmployers)
@strawberry.type
class Closing:
    """When no more proposals were taken, and why."""

    on: date
    reason: rules.CloseReason


@requires(MayReadEmployers)
@strawberry.type
class Opportunity:
    """What an employer offers, how many places it has and how many are taken."""

    opportunity: strawberry.Private[rules.Opportunity]
    id: strawberry.ID
    kind: PlacementKind
    role: str
    soc_group: int
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
        return await load_employer(info, self.opportunity.employer_id)

    @field(MayReadEmployers)
    def lot(self) -> Lot:
        return Lot.of(self.opportunity.lot)

    @field(MayReadEmployers)
    def opened_by(self) -> Provider:
        return Provider(id=strawberry.ID(str(self.opportunity.opened_by)))

    @field(MayReadEmployers)
    def closing(self) -> Closing | None:
        closing = self.opportunity.closing
        return None if closing is None else Closing(on=closing.on, reason=closing.reason)

    @field(MayReadReady)
    async def matches(self, info: Info, first: int = DEFAULT_PAGE) -> Matches | None:
        """Who of your own ready people matches, the best as many as `first`, and why others do not."""
        found = await info.context.load_required(
            queries.matches_by_opportunity, self.opportunity.id, fetch_limit(first) - 1
        )
        return Matches.of(found, info.context.language)

    @field(MayReadEmployers)
    def is_open(self, info: Info) -> bool:
        """Whether somebody can be proposed today."""
        return self.opportunity.is_open(date_in_wales(info.context.work.now))

    @classmethod
    def of(cls, found: rules.Opportunity) -> Self:
        return cls(
            opportunity=found,
            id=strawberry.ID(str(found.id)),
            kind=PlacementKind(found.kind),
            role=found.role,
            soc_group=found.soc_group,
            places=found.places,
            filled=found.filled,
            starts_on=found.starts_on,
            ends_on=found.ends_on,
            hours_per_week=found.hours_per_week,
            requirements=list(found.requirements),
            ring_fenced=found.ring_fenced,
            closes_on=found.closes_on,
            opened_at=found.opened_at,
        )


async def load_opportunity(info: Info, id: UUID) -> Opportunity:
    """Load one opportunity, together with others wanted meanwhile. Raises NotFound."""
    return Opportunity.of(await info.context.load_required(queries.opportunities_by_id, id))
