"""Figure 4.1: people registered in each month, by lot (handbook 3, "time series")."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Dimension, Population, Question
from services.outcomes.figures.left_out import AFTER_PERIOD, total
from services.outcomes.figures.published_table import Answers, LeftOut, PublishedTable, Row
from shared.calendar import months_after

REGISTRATIONS: Final = Question(
    Population.ENROLMENTS,
    by=(Dimension.MONTH_REGISTERED, Dimension.LOT),
    counts=(Count.REGISTERED, Count.REGISTERED_LATER),
)


def shape(programme: Programme, as_of: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each month from the programme's start to the date, also where nobody registered, and for each
    earlier one in which somebody did. The last month may not be over. Columns are lots and "Total"."""
    [counted] = answers
    counts = Counter({(row["month_registered"], row["lot"]): row[Count.REGISTERED] for row in counted})
    registered = {month for (month, _), number in counts.items() if number}
    rows: list[Row] = []
    for month in months_shown(programme, as_of, registered):
        by_lot = {lot: counts[month, lot] for lot, _ in programme.lots}
        rows.append({"month": f"{month:%Y-%m}", **by_lot, "Total": sum(by_lot.values())})
    return rows, {AFTER_PERIOD: total(counted, Count.REGISTERED_LATER)}


def months_shown(programme: Programme, as_of: date, registered: set[date]) -> list[date]:
    """The months from the programme's start to the date, and each earlier one in which somebody
    registered."""
    return sorted(registered.union(_months(programme.starts_on.replace(day=1), as_of)))


def _months(first: date, as_of: date) -> Iterator[date]:
    month = first
    while month <= as_of:
        yield month
        month = months_after(month, 1)


TABLE: Final = PublishedTable(
    name="registrations-by-month",
    source="Figure 4.1",
    description=Bilingual(
        en="People registered in each month, by lot (Figure 4.1).",
        cy="Pobl a gofrestrwyd ym mhob mis, yn ôl lot (Ffigur 4.1).",
    ),
    questions=(REGISTRATIONS,),
    shape=shape,
)
