"""People registered, cell by cell: what both tables of participation are made of (Tables 4.1 and 4.2)."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from services.outcomes.domain.programme import PARTICIPATION, Cell, Programme
from services.outcomes.domain.question import CELL, Count, Population, Question
from services.outcomes.figures.left_out import AFTER_PERIOD, total
from services.outcomes.figures.published_table import Counted, LeftOut, Row
from services.outcomes.figures.targets import against_profile, against_target

BY_CELL: Final = Question(Population.ENROLMENTS, by=CELL, counts=(Count.REGISTERED, Count.REGISTERED_LATER))


def by_cell(counted: Iterable[Counted]) -> dict[Cell, int]:
    """People registered by the date, in each operation and lot."""
    return {Cell(row["esf_area"], row["strand"], row["lot"]): row[Count.REGISTERED] for row in counted}


def columns(programme: Programme, as_of: date, counts: dict[Cell, int], cells: frozenset[Cell]) -> Row:
    """People registered in some cells, against profile and programme target."""
    number = sum(counts.get(cell, 0) for cell in cells)
    return {
        "participation_to_date": number,
        **against_profile(programme, as_of, PARTICIPATION, number, cells),
        **against_target(programme, as_of, PARTICIPATION, number, cells),
    }


def left_out(counted: Iterable[Counted]) -> LeftOut:
    return {AFTER_PERIOD: total(counted, Count.REGISTERED_LATER)}
