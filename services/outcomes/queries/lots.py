"""Figures of a lot, of an operation or of the whole programme, against profile and target: the same counts
as the published tables, cut along the cells that targets hang on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.outcomes.domain.programme import PARTICIPATION, Category, Cell, Programme
from services.outcomes.queries import programme_of
from services.outcomes.store import lots as store
from services.outcomes.store.figures import AFTER_PERIOD, EXIT_AFTER_PERIOD
from shared.unit_of_work import UnitOfWork

LeftOut = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Area:
    """Which cells are counted: those of a lot, an operation, or all. None is "any"."""

    lot: str | None = None
    esf_area: str | None = None
    strand: str | None = None

    def cells(self, programme: Programme) -> tuple[Cell, ...]:
        """In the order of the published table."""
        return tuple(cell for cell in programme.cells if self._has(cell))

    def _has(self, cell: Cell) -> bool:
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
    quarter: str
    total: Measured
    by_cell: tuple[tuple[Cell, Measured], ...]
    by_strand: tuple[tuple[str, Measured], ...]
    left_out: LeftOut


@dataclass(frozen=True, slots=True)
class Outcomes:
    quarter: str
    by_category: tuple[tuple[Category, Measured], ...]
    """Against what is asked of these cells; None where it is asked of the programme only."""
    left_out: LeftOut


async def participation(
    work: UnitOfWork, areas: Sequence[Area], programme: str, as_of: date
) -> dict[Area, Participation]:
    """Participants in each area, from the rows that the caller may see. Raises UnknownProgramme."""
    known = programme_of(programme)
    counts = await store.participation(work, known.code, as_of)

    def measured(cells: Sequence[Cell]) -> Measured:
        number = sum(counts[cell].by for cell in cells if cell in counts)
        return _against(known, as_of, PARTICIPATION, cells, number)

    found = {}
    for area in areas:
        cells = area.cells(known)
        later = sum(counts[cell].later for cell in cells if cell in counts)
        found[area] = Participation(
            quarter=known.quarter_at(as_of).code,
            total=measured(cells),
            by_cell=tuple((cell, measured([cell])) for cell in cells),
            by_strand=_by_strand(cells, measured),
            left_out=_told({AFTER_PERIOD: later}),
        )
    return found


async def outcomes(
    work: UnitOfWork, areas: Sequence[Area], programme: str, as_of: date
) -> dict[Area, Outcomes]:
    """Claims in each area by category, from the rows that the caller may see. Raises UnknownProgramme."""
    known = programme_of(programme)
    counts = await store.claims(work, known.code, as_of)
    after = await store.later(work, known.code, as_of)
    found = {}
    for area in areas:
        cells = area.cells(known)
        is_whole = len(cells) == len(known.cells)
        by_category = tuple(
            (
                category,
                _against(
                    known,
                    as_of,
                    category.code,
                    None if is_whole else cells,
                    sum(counts.get((cell, category.code), 0) for cell in cells),
                ),
            )
            for category in known.categories
        )
        late = [after[cell] for cell in cells if cell in after]
        found[area] = Outcomes(
            quarter=known.quarter_at(as_of).code,
            by_category=by_category,
            left_out=_told(
                {
                    AFTER_PERIOD: sum(each.registered for each in late),
                    EXIT_AFTER_PERIOD: sum(each.left for each in late),
                }
            ),
        )
    return found


async def findings(work: UnitOfWork, lots: Sequence[str], as_of: date) -> dict[str, dict[str, int]]:
    """Records with something to mend in each lot, by rule."""
    every = await store.findings(work, as_of)
    return {lot: every.get(lot, {}) for lot in lots}


def _against(
    programme: Programme, as_of: date, measure: str, cells: Sequence[Cell] | None, number: int
) -> Measured:
    among = None if cells is None else frozenset(cells)
    return Measured(number, programme.profiled(measure, as_of, among), programme.target(measure, among))


def _by_strand(
    cells: Sequence[Cell], measured: Callable[[Sequence[Cell]], Measured]
) -> tuple[tuple[str, Measured], ...]:
    strands = dict.fromkeys(cell.strand for cell in cells)
    return tuple((strand, measured([cell for cell in cells if cell.strand == strand])) for strand in strands)


def _told(left_out: LeftOut) -> LeftOut:
    """Rules that leave nothing out are not in it."""
    return {rule: number for rule, number in left_out.items() if number}
