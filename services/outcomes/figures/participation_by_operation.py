"""Table 4.2: people registered in each operation and lot, against profile and programme target."""

from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.figures import participation
from services.outcomes.figures.published_table import Answers, LeftOut, PublishedTable, Row


def shape(programme: Programme, as_of: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each lot of each operation."""
    [counted] = answers
    counts = participation.by_cell(counted)
    rows: list[Row] = [
        {
            "esf_area": cell.esf_area,
            "strand": cell.strand,
            "lot": cell.lot,
            **participation.columns(programme, as_of, counts, frozenset({cell})),
        }
        for cell in programme.cells
    ]
    return rows, participation.left_out(counted)


TABLE: Final = PublishedTable(
    name="participation-by-operation",
    source="Table 4.2",
    description=Bilingual(
        en="People registered in each operation and lot, against profile and programme target (Table 4.2).",
        cy="Pobl a gofrestrwyd ym mhob gweithrediad a lot, o gymharu â'r proffil a tharged y rhaglen"
        " (Tabl 4.2).",
    ),
    questions=(participation.BY_CELL,),
    shape=shape,
)
