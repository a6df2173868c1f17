"""What employers adds to a lot and to a provider: what is on offer, and placements counted."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

import strawberry

from services.employers import queries
from services.employers.domain.figures import OpenOpportunities, PlacementCounts, all_on_offer, all_placed
from services.employers.permissions import (
    MayReadEmployers,
    MayReadLotOpportunities,
    MayReadPlacementFigures,
)
from services.employers.store.figures import By
from shared.as_of import as_of_date
from shared.auth import Authenticated
from shared.clock import date_in_wales
from shared.contracts.audience import Audience
from shared.contracts.vocabulary import PlacementKind
from shared.graphql import Info, field, requires
from shared.graphql.entities import References, uuid_of
from shared.refusal import NotFound, Refusal

strawberry.enum(PlacementKind)


@requires(MayReadLotOpportunities)
@strawberry.type
class OnOfferOfKind:
    """Open opportunities of one kind: how many, and with how many places."""

    kind: PlacementKind
    opportunities: int
    places: int


@requires(MayReadLotOpportunities)
@strawberry.type
class OpportunitiesOnOffer:
    """Opportunities that somebody can be proposed for today."""

    opportunities: int
    places: int
    by_kind: list[OnOfferOfKind]
    left: strawberry.Private[int]

    @field(MayReadEmployers)
    def places_left(self) -> int | None:
        """Places nobody was proposed for. Together with all places it tells of people, and is not for
        boards."""
        return self.left

    @classmethod
    def of(cls, by_kind: Sequence[OpenOpportunities]) -> Self:
        total = all_on_offer(by_kind)
        return cls(
            opportunities=total.opportunities,
            places=total.places,
            left=total.left,
            by_kind=[
                OnOfferOfKind(
                    kind=PlacementKind(each.kind), opportunities=each.opportunities, places=each.places
                )
                for each in by_kind
            ],
        )


@requires(MayReadPlacementFigures)
@strawberry.type
class PlacementsOfKind:
    """Placements of one kind; null where a count is hidden."""

    kind: PlacementKind
    proposed: int | None
    started: int | None
    completed: int | None
    ended_early: int | None


@requires(MayReadPlacementFigures)
@strawberry.type
class PlacementFigures:
    """People proposed by a date, and what had become of it on that date. `protection` is "10-5" where counts
    under 10 are hidden and the rest are rounded to the nearest 5."""

    as_of: date
    protection: str | None
    proposed: int | None
    started: int | None
    completed: int | None
    ended_early: int | None
    by_kind: list[PlacementsOfKind]

    @classmethod
    def of(cls, by_kind: Sequence[PlacementCounts], as_of: date, reader: Audience) -> Self:
        return cls(
            as_of=as_of,
            protection=reader.note,
            by_kind=[
                PlacementsOfKind(kind=PlacementKind(each.kind), **_counts(each, reader)) for each in by_kind
            ],
            **_counts(all_placed(by_kind), reader),
        )


@requires(Authenticated)
@strawberry.federation.type(keys=["code"])
class Lot:
    """A contract area; its code is its name."""

    code: strawberry.ID

    @field(MayReadLotOpportunities)
    async def opportunities(self, info: Info) -> OpportunitiesOnOffer | None:
        """What is on offer here today."""
        context = info.context
        Audience.of(context.caller).check_lot(self.code)
        today = date_in_wales(context.work.now)
        return OpportunitiesOnOffer.of(await context.load_required(queries.on_offer, str(self.code), today))

    @field(MayReadPlacementFigures)
    async def placements(self, info: Info, as_of: date | None = None) -> PlacementFigures | None:
        """Placements at what was on offer here; a provider's own."""
        Audience.of(info.context.caller).check_lot(self.code)
        return await _placed(info, str(self.code), By.LOT, as_of)

    @classmethod
    def by(cls, code: str) -> Self:
        return cls(code=strawberry.ID(code))

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        return [cls.by(str(key.get("code"))) for key in asked.keys]


@requires(Authenticated)
@strawberry.federation.type(keys=["id"])
class Provider:
    """An organisation that supports people, in one or more lots."""

    id: strawberry.ID

    @field(MayReadEmployers)
    async def placements(self, info: Info, as_of: date | None = None) -> PlacementFigures | None:
        """Placements of this provider's people."""
        provider = uuid_of(self.id)
        if not info.context.caller.reaches(provider):
            raise NotFound
        return await _placed(info, str(provider), By.PROVIDER, as_of)

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        return [cls(id=strawberry.ID(str(id))) for id in asked.ids]


async def _placed(info: Info, key: str, by: By, as_of: date | None) -> PlacementFigures:
    """Raises AsOfInFuture, NotAMonthsEnd."""
    context = info.context
    reader = Audience.of(context.caller)
    day = as_of_date(reader.as_of(as_of, date_in_wales(context.work.now)), context.work.now)
    return PlacementFigures.of(await context.load_required(queries.placed, key, by, day), day, reader)


def _counts(told: PlacementCounts, reader: Audience) -> dict[str, Any]:
    return {
        "proposed": reader.count(told.proposed),
        "started": reader.count(told.started),
        "completed": reader.count(told.completed),
        "ended_early": reader.count(told.ended_early),
    }
