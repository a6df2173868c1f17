"""How far each lot is from its profile and its target: ahead or short in people [4.8], and how many it would
have to register in each quarter that is left. Three lots were at 60% or below of their target [5.23]."""

from datetime import date
from typing import Final

from services.outcomes.domain.programme import PARTICIPATION, Bilingual, Cell, Programme
from services.outcomes.domain.statistics import percent
from services.outcomes.figures import participation
from services.outcomes.figures.published_table import TOTAL, Answers, LeftOut, PublishedTable, Row


def shape(programme: Programme, as_of: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each lot and one for all; what is short of the profile is negative."""
    [counted] = answers
    counts = participation.by_cell(counted)
    rows: list[Row] = []
    for lot in (*(code for code, _ in programme.lots), None):
        cells = frozenset(cell for cell in programme.cells if lot in (None, cell.lot))
        rows.append({"lot": lot or TOTAL, **_distance(programme, as_of, cells, counts)})
    return rows, participation.left_out(counted)


def _distance(programme: Programme, as_of: date, cells: frozenset[Cell], counts: dict[Cell, int]) -> Row:
    number = sum(counts.get(cell, 0) for cell in cells)
    profile = programme.profiled(PARTICIPATION, as_of, cells)
    target = programme.target(PARTICIPATION, as_of, cells)
    left = sum(quarter.ends_on > as_of for quarter in programme.quarters)
    remaining = None if target is None else max(0, target - number)
    return {
        "participation_to_date": number,
        "ahead_of_profile": None if profile is None else number - profile,
        "programme_target": target,
        "pct_of_programme_target": percent(number, target),
        "still_to_register": remaining,
        "needed_a_quarter": -(-remaining // left) if remaining is not None and left else None,
    }


TABLE: Final = PublishedTable(
    name="distance-to-target",
    source="[4.8, 5.23]",
    description=Bilingual(
        en="How far each lot is from its profile and its target, and what each quarter left would need.",
        cy="Pa mor bell yw pob lot o'i broffil a'i darged, a'r hyn y byddai ei angen ym mhob chwarter sydd ar"
        " ôl.",
    ),
    questions=(participation.BY_CELL,),
    shape=shape,
)
