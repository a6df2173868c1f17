"""Figures of a lot, of an operation or of the whole programme, against profile and target: the same counts
as the published tables, split by the cells that targets hang on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from services.outcomes.domain.programme import PARTICIPATION, Category, Cell, Programme
from services.outcomes.domain.question import CELL, Count, Dimension, Population, Question, Where
from services.outcomes.figures.left_out import AFTER_PERIOD, EXIT_AFTER_PERIOD, NO_OPERATION
from services.outcomes.queries import parameters
from services.outcomes.store import figures
from shared.unit_of_work import UnitOfWork

LeftOut = Mapping[str, int]
"""Every rule that could leave somebody out, and how many it did: a rule that was missing would tell."""

_CLAIMS: Final = Question(Population.CLAIMS, by=(*CELL, Dimension.CATEGORY), counts=(Count.CLAIMED,))
_REGISTERED: Final = Question(
    Population.ENROLMENTS,
    by=CELL,
    counts=(Count.REGISTERED, Count.REGISTERED_LATER),
    where=Where.ANYWHERE,
)
_OUTSIDE_PERIOD: Final = Question(
    Population.ENROLMENTS,
    by=CELL,
    counts=(Count.REGISTERED, Count.REGISTERED_LATER, Count.LEFT_LATER),
    where=Where.ANYWHERE,
)
"""Split by cell, those who are counted in no cell are told from the others without a scan of their own."""


@dataclass(frozen=True, slots=True)
class Area:
    """Which cells are counted: those of a lot, an operation, or all. None is "any"."""

    lot: str | None = None
    esf_area: str | None = None
    strand: str | None = None

    def cells(self, programme: Programme) -> tuple[Cell, ...]:
        """In the order of the published table."""
        return tuple(cell for cell in programme.cells if self.has(cell))

    def has(self, cell: Cell) -> bool:
        return (
            self.lot in (None, cell.lot)
            and self.esf_area in (None, cell.esf_area)
            and self.strand in (None, cell.strand)
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """How many there are, how many were profiled by now, and how many the programme asks for."""

    number: int
    profile: int | None
    target: int | None


@dataclass(frozen=True, slots=True)
class Participation:
    known_at: datetime
    quarter: str
    total: Measured
    by_cell: tuple[tuple[Cell, Measured], ...]
    by_strand: tuple[tuple[str, Measured], ...]
    left_out: LeftOut


@dataclass(frozen=True, slots=True)
class Outcomes:
    known_at: datetime
    quarter: str
    by_category: tuple[tuple[Category, Measured], ...]
    """Against what is asked of these cells; None where it is asked of the programme only."""
    left_out: LeftOut


async def participation(
    work: UnitOfWork, areas: Sequence[Area], programme: str, as_of: date, known_at: datetime | None
) -> dict[Area, Participation]:
    """Participants in each area, from the rows that the caller may see. Raises UnknownProgramme,
    KnownAtNotSettled."""
    known, at = parameters.programme_of(programme), await parameters.known_at(work, known_at)
    counts = await _by_cell(work, _REGISTERED, known, as_of, at)

    def measured(cells: Sequence[Cell]) -> Measured:
        return _against(known, as_of, PARTICIPATION, cells, _total(counts, cells, Count.REGISTERED))

    found = {}
    for area in areas:
        cells = area.cells(known)
        found[area] = Participation(
            known_at=at,
            quarter=known.quarter_at(as_of).code,
            total=measured(cells),
            by_cell=tuple((cell, measured([cell])) for cell in cells),
            by_strand=_by_strand(cells, measured),
            left_out=_outside_operations_or_later(counts, area, known),
        )
    return found


async def outcomes(
    work: UnitOfWork, areas: Sequence[Area], programme: str, as_of: date, known_at: datetime | None
) -> dict[Area, Outcomes]:
    """Claims in each area by category, from the rows that the caller may see. Raises UnknownProgramme,
    KnownAtNotSettled."""
    known, at = parameters.programme_of(programme), await parameters.known_at(work, known_at)
    claims = {
        (_cell(row), row["category"]): row[Count.CLAIMED]
        for row in await figures.answer(await work.connection(), _CLAIMS, known, as_of, at)
    }
    outside = await _by_cell(work, _OUTSIDE_PERIOD, known, as_of, at)
    found = {}
    for area in areas:
        cells = area.cells(known)
        asked_of = None if len(cells) == len(known.cells) else cells
        found[area] = Outcomes(
            known_at=at,
            quarter=known.quarter_at(as_of).code,
            by_category=tuple(
                (
                    category,
                    _against(
                        known,
                        as_of,
                        category.code,
                        asked_of,
                        sum(claims.get((cell, category.code), 0) for cell in cells),
                    ),
                )
                for category in known.categories
            ),
            left_out={
                **_outside_operations_or_later(outside, area, known),
                EXIT_AFTER_PERIOD: _total(outside, cells, Count.LEFT_LATER),
            },
        )
    return found


async def _by_cell(
    work: UnitOfWork, question: Question, programme: Programme, as_of: date, known_at: datetime
) -> Mapping[Cell, Mapping[str, Any]]:
    rows = await figures.answer(await work.connection(), question, programme, as_of, known_at)
    return {_cell(row): row for row in rows}


def _cell(row: Mapping[str, Any]) -> Cell:
    return Cell(row["esf_area"], row["strand"], row["lot"])


def _total(counts: Mapping[Cell, Mapping[str, Any]], cells: Sequence[Cell], count: Count) -> int:
    return sum(counts[cell][count] for cell in cells if cell in counts)


def _outside_operations_or_later(
    counts: Mapping[Cell, Mapping[str, Any]], area: Area, programme: Programme
) -> dict[str, int]:
    """Who registered later, and whose lot and authority make no operation, of everybody in the area."""
    there = [cell for cell in counts if area.has(cell)]
    nowhere = [cell for cell in there if cell not in programme.cells]
    return {
        AFTER_PERIOD: _total(counts, there, Count.REGISTERED_LATER),
        NO_OPERATION: _total(counts, nowhere, Count.REGISTERED),
    }


def _against(
    programme: Programme, as_of: date, measure: str, cells: Sequence[Cell] | None, number: int
) -> Measured:
    among = None if cells is None else frozenset(cells)
    return Measured(
        number, programme.profiled(measure, as_of, among), programme.target(measure, as_of, among)
    )


def _by_strand(
    cells: Sequence[Cell], measured: Callable[[Sequence[Cell]], Measured]
) -> tuple[tuple[str, Measured], ...]:
    strands = dict.fromkeys(cell.strand for cell in cells)
    return tuple((strand, measured([cell for cell in cells if cell.strand == strand])) for strand in strands)
