"""The graph types of placements, for the provider whose people they are of."""

from collections.abc import Sequence
from datetime import date
from typing import Self

import strawberry

from services.employers import queries
from services.employers.domain import placement as rules
from services.employers.permissions import MayReadPlacementReasons, MayReadPlacements
from services.employers.subgraph.employers import Employer, load_employer
from services.employers.subgraph.opportunities import Opportunity, load_opportunity
from shared.auth import Authenticated
from shared.contracts.reading import FieldClass
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
    placement: strawberry.Private[rules.Placement]
    because: strawberry.Private[str]

    @field(MayReadPlacementReasons)
    def reason(self, info: Info) -> str | None:
        """Why; it can tell of somebody's health."""
        info.context.note([FieldClass.PLACEMENT_REASONS], [queries.shown(self.placement)])
        return self.because


@requires(MayReadPlacements)
@strawberry.type
class Placement:
    """One person's place at one employer."""

    placement: strawberry.Private[rules.Placement]
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
        return strawberry.ID(str(self.placement.enrolment_id))

    @field(MayReadPlacements)
    def participant(self) -> "Participant":
        return Participant(id=strawberry.ID(str(self.placement.participant_id)))

    @field(MayReadPlacements)
    async def opportunity(self, info: Info) -> Opportunity | None:
        return await load_opportunity(info, self.placement.opportunity_id)

    @field(MayReadPlacements)
    async def employer(self, info: Info) -> Employer | None:
        return await load_employer(info, self.placement.employer_id)

    @field(MayReadPlacements)
    def ending(self) -> Ending | None:
        ending = self.placement.ending
        if ending is None:
            return None
        return Ending(on=ending.on, by=ending.by, placement=self.placement, because=ending.reason)

    @classmethod
    def of(cls, found: rules.Placement) -> Self:
        return cls(
            placement=found,
            id=strawberry.ID(str(found.id)),
            kind=PlacementKind(found.kind),
            status=found.status,
            proposed_on=found.proposed_on,
            started_on=found.started_on,
            completed_on=found.completed_on,
            hours=found.hours,
            version=found.version,
        )


@requires(Authenticated)
@strawberry.federation.type(keys=["id"])
class Participant:
    """A person who takes part, or took part."""

    id: strawberry.ID

    @field(MayReadPlacements)
    async def placements(self, info: Info) -> list[Placement] | None:
        """Where they were placed, in the order it was proposed."""
        found = await info.context.load_required(queries.placements_by_participant, uuid_of(self.id))
        return [Placement.of(each) for each in found]

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        await asked.prime("placements", queries.placements_by_participant)
        return [cls(id=strawberry.ID(str(id))) for id in asked.ids]
