"""Table 4.1: people registered in each lot, against profile and programme target."""

from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.figures import participation
from services.outcomes.figures.published_table import Answers, LeftOut, PublishedTable, Row


def shape(programme: Programme, as_of: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each lot of the programme."""
    [counted] = answers
    counts = participation.by_cell(counted)
    rows: list[Row] = []
    for lot, _ in programme.lots:
        cells = frozenset(cell for cell in programme.cells if cell.lot == lot)
        rows.append({"lot": lot, **participation.columns(programme, as_of, counts, cells)})
    return rows, participation.left_out(counted)


TABLE: Final = PublishedTable(
    name="participation-by-lot",
    source="Table 4.1",
    description=Bilingual(
        en="People registered in each lot, against profile and programme target (Table 4.1).",
        cy="Pobl a gofrestrwyd ym mhob lot, o gymharu â'r proffil a tharged y rhaglen (Tabl 4.1).",
    ),
    questions=(participation.BY_CELL,),
    shape=shape,
)
