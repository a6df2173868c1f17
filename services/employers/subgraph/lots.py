"""The graph types of opportunity and placement figures: what employers adds to Lot and Provider."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Self

import strawberry

from services.employers import queries
from services.employers.domain.figures import (
    GroupBy,
    OpenOpportunities,
    PlacementCounts,
    add_up_opportunities,
    add_up_placements,
)
from services.employers.permissions import (
    MayReadEmployers,
    MayReadLotOpportunities,
    MayReadPlacementFigures,
    MayReadReady,
)
from services.employers.subgraph.matching import ReadyPeople
from shared.as_of import as_of_date
from shared.auth import Authenticated
from shared.clock import date_in_wales
from shared.contracts.audience import PROTECTED, Audience
from shared.contracts.vocabulary import PlacementKind
from shared.first_answers import Answer, answer_once
from shared.graphql import Info, field, requires
from shared.graphql.entities import References, uuid_of
from shared.refusal import NotFound, Refusal
from shared.unit_of_work import UnitOfWork

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
    """Opportunities that are not closed, full ones too."""

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
        total = add_up_opportunities(by_kind)
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
    def of(cls, shown: Answer, as_of: date, audience: Audience) -> Self:
        by_kind = [
            PlacementsOfKind(**{**each, "kind": PlacementKind(each["kind"])}) for each in shown["by_kind"]
        ]
        return cls(**{**shown, "by_kind": by_kind}, as_of=as_of, protection=audience.note)


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
        found = await context.load_required(queries.open_opportunities, str(self.code), today)
        return OpportunitiesOnOffer.of(found)

    @field(MayReadReady)
    async def ready_people(self, info: Info) -> ReadyPeople | None:
        """Your own people here who are ready for placement today."""
        context = info.context
        today = date_in_wales(context.work.now)
        return ReadyPeople.of(await context.load_required(queries.ready_counts, str(self.code), today))

    @field(MayReadPlacementFigures)
    async def placements(self, info: Info, as_of: date | None = None) -> PlacementFigures | None:
        """Placements at what was on offer here; a provider's own."""
        Audience.of(info.context.caller).check_lot(self.code)
        return await _placement_figures(info, str(self.code), GroupBy.LOT, as_of)

    @classmethod
    def of(cls, code: str) -> Self:
        return cls(code=strawberry.ID(code))

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        return [cls.of(str(key.get("code"))) for key in asked.keys]


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
        return await _placement_figures(info, str(provider), GroupBy.PROVIDER, as_of)

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        return [cls(id=strawberry.ID(str(id))) for id in asked.ids]


async def _placement_figures(info: Info, key: str, by: GroupBy, as_of: date | None) -> PlacementFigures:
    """Count for one key, as this caller may see it. Raises AsOfInFuture, NotAMonthsEnd."""
    context = info.context
    audience = Audience.of(context.caller)
    day = as_of_date(audience.as_of(as_of, date_in_wales(context.work.now)), context.work.now)
    if audience.is_protected:
        shown = await context.load_required(_first_told, key, day)
    else:
        shown = _shown(await context.load_required(queries.placement_counts, key, by, day), audience)
    return PlacementFigures.of(shown, day, audience)


async def _first_told(work: UnitOfWork, lots: Sequence[str], as_of: date) -> Mapping[str, Answer]:
    """The protected figures of lots, as they were told first."""

    async def count(lots: Sequence[str]) -> Mapping[str, Answer]:
        found = await queries.placement_counts(work, lots, GroupBy.LOT, as_of)
        return {lot: _shown(by_kind, PROTECTED) for lot, by_kind in found.items()}

    return await answer_once(work, "placements", str(as_of), lots, count)


def _shown(by_kind: Sequence[PlacementCounts], audience: Audience) -> Answer:
    """The figures as an audience is shown them."""
    return {
        **_counts(add_up_placements(by_kind), audience),
        "by_kind": [{"kind": each.kind, **_counts(each, audience)} for each in by_kind],
    }


def _counts(counts: PlacementCounts, audience: Audience) -> dict[str, Any]:
    return {
        "proposed": audience.count(counts.proposed),
        "started": audience.count(counts.started),
        "completed": audience.count(counts.completed),
        "ended_early": audience.count(counts.ended_early),
    }
