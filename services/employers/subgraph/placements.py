"""Placements, for the provider whose people they are of."""

from collections.abc import Sequence
from datetime import date
from typing import Self

import strawberry

from services.employers import queries
from services.employers.domain import placement as rules
from services.employers.permissions import MayReadPlacementReasons, MayReadPlacements
from services.employers.subgraph.bank import Employer, Opportunity, opportunity
from shared.auth import Authenticated
from shared.contracts.vocabulary import PlacementKind
from shared.graphql import Info, field, requires
from shared.graphql.entities import References, uuid_of
from shared.refusal import Refusal

strawberry.enum(rules.Status, name="PlacementStatus")
strawberry.enum(rules.EndedBy)


@requires(MayReadPlacements)
@strawberry.type
class Ending:
    """When a placement ended early, and by whom."""

    on: date
    by: rules.EndedBy
    told: strawberry.Private[str]

    @field(MayReadPlacementReasons)
    def reason(self) -> str | None:
        """Why; it can tell of somebody's health."""
        return self.told


@requires(MayReadPlacements)
@strawberry.type
class Placement:
    """One person's place at one employer."""

    told: strawberry.Private[rules.Placement]
    id: strawberry.ID
    kind: PlacementKind
    status: rules.Status
    proposed_on: date
    started_on: date | None
    completed_on: date | None
    hours: float | None
    version: int

    @field(MayReadPlacements)
    def enrolment_id(self) -> strawberry.ID:
        return strawberry.ID(str(self.told.enrolment_id))

    @field(MayReadPlacements)
    def participant(self) -> "Participant":
        return Participant(id=strawberry.ID(str(self.told.participant_id)))

    @field(MayReadPlacements)
    async def opportunity(self, info: Info) -> Opportunity | None:
        return await opportunity(info, self.told.opportunity_id)

    @field(MayReadPlacements)
    async def employer(self, info: Info) -> Employer | None:
        return Employer.of(await info.context.load_required(queries.employers_of, self.told.employer_id))

    @field(MayReadPlacements)
    def ending(self) -> Ending | None:
        told = self.told.ending
        return None if told is None else Ending(on=told.on, by=told.by, told=told.reason)

    @classmethod
    def of(cls, told: rules.Placement) -> Self:
        return cls(
            told=told,
            id=strawberry.ID(str(told.id)),
            kind=PlacementKind(told.kind),
            status=told.status,
            proposed_on=told.proposed_on,
            started_on=told.started_on,
            completed_on=told.completed_on,
            hours=told.hours,
            version=told.version,
        )


@requires(Authenticated)
@strawberry.federation.type(keys=["id"])
class Participant:
    """A person who takes part, or took part."""

    id: strawberry.ID

    @field(MayReadPlacements)
    async def placements(self, info: Info) -> list[Placement] | None:
        """Where they were placed, in the order it was proposed."""
        found = await info.context.load_required(queries.placements_of, uuid_of(self.id))
        return [Placement.of(each) for each in found]

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        if "placements" in asked.fields:
            await asked.context.prime(queries.placements_of, asked.ids)
        return [cls(id=strawberry.ID(str(id))) for id in asked.ids]
