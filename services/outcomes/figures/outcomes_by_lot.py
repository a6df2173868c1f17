"""Table 4.4: outcomes claimed, by category and lot."""

from collections import Counter
from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Dimension, Population, Question
from services.outcomes.figures.left_out import OUTSIDE_PERIOD, REFUSED, outside_period, refused
from services.outcomes.figures.published_table import Answers, LeftOut, PublishedTable, Row

CLAIMS: Final = Question(Population.CLAIMS, by=(Dimension.CATEGORY, Dimension.LOT), counts=(Count.CLAIMED,))


def shape(programme: Programme, _: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each category, with a last column for all lots."""
    claims, outside, too_early = answers
    counts = Counter({(row["category"], row["lot"]): row[Count.CLAIMED] for row in claims})
    rows: list[Row] = []
    for category in programme.categories:
        by_lot = {lot: counts[category.code, lot] for lot, _ in programme.lots}
        rows.append({"outcome": category.by_lot, **by_lot, "Total": sum(by_lot.values())})
    return rows, {**outside_period(outside), **refused(too_early)}


TABLE: Final = PublishedTable(
    name="outcomes-by-lot",
    source="Table 4.4",
    description=Bilingual(
        en="Outcomes claimed, by category and lot (Table 4.4).",
        cy="Canlyniadau a hawliwyd, yn ôl categori a lot (Tabl 4.4).",
    ),
    questions=(CLAIMS, OUTSIDE_PERIOD, REFUSED),
    shape=shape,
)
