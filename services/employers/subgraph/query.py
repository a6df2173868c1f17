"""The root fields of employers: the two banks, and one's own placements."""

from functools import partial

import strawberry

from services.employers import queries
from services.employers.domain.placement import Status
from services.employers.permissions import MayReadEmployers, MayReadPlacements
from services.employers.subgraph.employers import Employer, load_employer
from services.employers.subgraph.opportunities import Opportunity, load_opportunity
from services.employers.subgraph.placements import Placement
from shared.contracts.vocabulary import PlacementKind
from shared.graphql import Connection, Info, connection, field, requires
from shared.graphql.connection import DEFAULT_PAGE, fetch_limit
from shared.graphql.entities import uuid_of
from shared.web.pagination import decode_cursor


@requires(MayReadEmployers)
@strawberry.type
class Query:
    @field(MayReadEmployers)
    async def employer(self, info: Info, id: strawberry.ID) -> Employer | None:
        """One employer."""
        return await load_employer(info, uuid_of(id))

    @field(MayReadEmployers)
    async def employers(
        self, info: Info, lot: str | None = None, first: int = DEFAULT_PAGE, after: str | None = None
    ) -> Connection[Employer] | None:
        """The bank of employers."""
        found = await info.context.run(
            queries.employers, after=decode_cursor(after), limit=fetch_limit(first), lot=lot
        )
        count = partial(info.context.run, queries.count_employers, lot=lot)
        return connection(found, first, after, count, node=Employer.of, key=lambda each: each.id)

    @field(MayReadEmployers)
    async def opportunity(self, info: Info, id: strawberry.ID) -> Opportunity | None:
        """One opportunity, with how many of its places are taken."""
        return await load_opportunity(info, uuid_of(id))

    @field(MayReadEmployers)
    async def opportunities(
        self,
        info: Info,
        lot: str | None = None,
        kind: PlacementKind | None = None,
        is_open: bool | None = None,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Opportunity] | None:
        """The bank of opportunities; `isOpen` keeps those that somebody can be proposed for today."""
        found = await info.context.run(
            queries.opportunities,
            after=decode_cursor(after),
            limit=fetch_limit(first),
            lot=lot,
            kind=kind,
            is_open=is_open,
        )
        count = partial(info.context.run, queries.count_opportunities, lot=lot, kind=kind, is_open=is_open)
        return connection(found, first, after, count, node=Opportunity.of, key=lambda each: each.id)

    @field(MayReadPlacements)
    async def placements(
        self, info: Info, status: Status | None = None, first: int = DEFAULT_PAGE, after: str | None = None
    ) -> Connection[Placement] | None:
        """Your own placements."""
        found = await info.context.run(
            queries.placements, after=decode_cursor(after), limit=fetch_limit(first), status=status
        )
        count = partial(info.context.run, queries.count_placements, status=status)
        return connection(found, first, after, count, node=Placement.of, key=lambda each: each.id)
