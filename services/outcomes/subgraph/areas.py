"""Defines lots and operations in the graph, with their figures."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

import strawberry

from services.outcomes.domain.programme import Programme
from services.outcomes.domain.refusals import KnownAtNotForBoards
from services.outcomes.permissions import MayReadFigures, MayReadLotFigures
from services.outcomes.programmes import all_programmes
from services.outcomes.queries import area_figures
from services.outcomes.queries.area_figures import Area
from services.outcomes.queries.findings import findings_by_lot
from services.outcomes.queries.parameters import programme_of
from services.outcomes.subgraph import first_told
from services.outcomes.subgraph.figures import (
    AgainstTarget,
    FindingFigures,
    OutcomeFigures,
    RuleCount,
    StrandFigures,
    Words,
    counted,
)
from shared.as_of import as_of_date
from shared.auth import Authenticated
from shared.clock import date_in_wales
from shared.contracts.audience import Audience
from shared.first_answers import Answer
from shared.graphql import Info, field, requires
from shared.graphql.entities import References
from shared.programmes.lookup import programme_of_lot
from shared.refusal import Refusal


@requires(Authenticated)
@strawberry.federation.type(keys=["code"])
class Lot:
    """A contract area; its code is its name."""

    code: strawberry.ID

    @field(Authenticated)
    def name(self) -> Words | None:
        known = (name for each in all_programmes().values() for code, name in each.lots if code == self.code)
        return next((Words.of(name) for name in known), None)

    @field(MayReadLotFigures)
    async def participation(
        self,
        info: Info,
        programme: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> "ParticipationFigures | None":
        """People registered here by a date, as known at an instant, against profile and target; a provider's
        own. The programme is needed where several have this lot."""
        Audience.of(info.context.caller).check_lot(self.code)
        known = programme_of_lot(self.code, programme)
        return await participation(info, Area(lot=self.code), known, as_of, known_at)

    @field(MayReadLotFigures)
    async def outcomes(
        self,
        info: Info,
        programme: str | None = None,
        as_of: date | None = None,
        known_at: datetime | None = None,
    ) -> OutcomeFigures | None:
        """Outcomes claimed here by a date, as known at an instant; a provider's own. The programme is needed
        where several have this lot."""
        Audience.of(info.context.caller).check_lot(self.code)
        known = programme_of_lot(self.code, programme)
        return await outcomes(info, Area(lot=self.code), known, as_of, known_at)

    @field(MayReadLotFigures)
    async def findings(self, info: Info, as_of: date | None = None) -> FindingFigures | None:
        """Records here with something to mend, by rule; a provider's own."""
        reader, day = _reading(info, as_of)
        reader.check_lot(self.code)
        if reader.is_protected:
            shown = await info.context.load_required(first_told.findings, str(self.code), day)
        else:
            shown = counted(await info.context.load_required(findings_by_lot, str(self.code), day), reader)
        return FindingFigures.of(shown, day, reader)

    @classmethod
    def by(cls, code: str) -> Self:
        return cls(code=strawberry.ID(code))

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        return [cls.by(str(key.get("code"))) for key in asked.keys]


@requires(Authenticated)
@strawberry.federation.type(keys=["programme esfArea strand"])
class Operation:
    """One of the programme's operations: an ESF area and a strand."""

    programme: strawberry.ID
    esf_area: strawberry.ID
    strand: strawberry.ID

    @field(MayReadFigures)
    async def participation(
        self, info: Info, as_of: date | None = None, known_at: datetime | None = None
    ) -> "ParticipationFigures | None":
        """People registered in it by a date, as known at an instant, in all its lots; a provider's own."""
        return await participation(info, self._area(), self.programme, as_of, known_at)

    @field(MayReadFigures)
    async def outcomes(
        self, info: Info, as_of: date | None = None, known_at: datetime | None = None
    ) -> OutcomeFigures | None:
        """Outcomes claimed in it by a date, as known at an instant, in all its lots; a provider's own."""
        return await outcomes(info, self._area(), self.programme, as_of, known_at)

    def _area(self) -> Area:
        return Area(esf_area=self.esf_area, strand=self.strand)

    @classmethod
    def by(cls, programme: str, esf_area: str, strand: str) -> Self:
        return cls(
            programme=strawberry.ID(programme), esf_area=strawberry.ID(esf_area), strand=strawberry.ID(strand)
        )

    @classmethod
    async def of_references(cls, asked: References) -> Sequence[Self | Refusal]:
        names = ("programme", "esfArea", "strand")
        return [cls.by(*(str(key.get(name)) for name in names)) for key in asked.keys]


@requires(MayReadLotFigures)
@strawberry.type
class OperationFigures(AgainstTarget):
    """Those of one operation in one lot: what targets and funding hang on."""

    operation: Operation
    lot: Lot

    @classmethod
    def of(cls, shown: Answer, programme: str) -> Self:
        numbers = dict(shown)
        area, strand, lot = (numbers.pop(name) for name in ("esf_area", "strand", "lot"))
        return cls(operation=Operation.by(programme, area, strand), lot=Lot.by(lot), **numbers)


@requires(MayReadLotFigures)
@strawberry.type
class ParticipationFigures:
    """People registered by a date, as known at an instant. `protection` is "10-5" where counts under 10 are
    hidden and the rest are rounded to the nearest 5."""

    as_of: date
    known_at: datetime | None
    quarter: str
    protection: str | None
    total: AgainstTarget
    by_strand: list[StrandFigures]
    by_operation: list[OperationFigures]
    left_out: list[RuleCount]

    @classmethod
    def of(
        cls, shown: Answer, programme: str, as_of: date, reader: Audience, known_at: datetime | None
    ) -> Self:
        return cls(
            as_of=as_of,
            known_at=known_at,
            quarter=shown["quarter"],
            protection=reader.note,
            total=AgainstTarget(**shown["total"]),
            by_strand=[StrandFigures(**each) for each in shown["by_strand"]],
            by_operation=[OperationFigures.of(each, programme) for each in shown["by_operation"]],
            left_out=RuleCount.all(shown["left_out"]),
        )


async def participation(
    info: Info, area: Area, programme: str, as_of: date | None, known_at: datetime | None
) -> ParticipationFigures:
    """Raises UnknownProgramme, AsOfInFuture, KnownAtNotSettled, and for whoever is shown protected figures
    NotAMonthsEnd and KnownAtNotForBoards."""
    reader, day = _reading(info, as_of)
    if known_at is not None and reader.is_protected:
        raise KnownAtNotForBoards
    if reader.is_protected and area.lot is not None:
        shown = await info.context.load_required(first_told.participation, area.lot, programme, day)
    else:
        found = await info.context.load_required(area_figures.participation, area, programme, day, known_at)
        shown, known_at = first_told.shown_participation(found, reader), found.known_at
    return ParticipationFigures.of(shown, programme, day, reader, known_at)


async def outcomes(
    info: Info, area: Area, programme: str, as_of: date | None, known_at: datetime | None
) -> OutcomeFigures:
    """Raises UnknownProgramme, AsOfInFuture, KnownAtNotSettled, and for whoever is shown protected figures
    NotAMonthsEnd and KnownAtNotForBoards."""
    reader, day = _reading(info, as_of)
    if known_at is not None and reader.is_protected:
        raise KnownAtNotForBoards
    if reader.is_protected and area.lot is not None:
        shown = await info.context.load_required(first_told.outcomes, area.lot, programme, day)
    else:
        found = await info.context.load_required(area_figures.outcomes, area, programme, day, known_at)
        shown, known_at = first_told.shown_outcomes(found, reader), found.known_at
    return OutcomeFigures.of(shown, programme_of(programme), day, reader, known_at)


def operations_of(programme: Programme) -> list[Operation]:
    """In the order of the published table."""
    pairs = dict.fromkeys((cell.esf_area, cell.strand) for cell in programme.cells)
    return [Operation.by(programme.code, area, strand) for area, strand in pairs]


def _reading(info: Info, as_of: date | None) -> tuple[Audience, date]:
    """Who is shown figures, and as of when."""
    work = info.context.work
    reader = Audience.of(info.context.caller)
    return reader, as_of_date(reader.as_of(as_of, date_in_wales(work.now)), work.now)
