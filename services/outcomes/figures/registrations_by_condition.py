"""Figure 4.2: people registered in each month, by condition (handbook 3, "time series")."""

from collections import Counter
from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Dimension, Population, Question
from services.outcomes.figures.left_out import AFTER_PERIOD, total
from services.outcomes.figures.published_table import Answers, LeftOut, PublishedTable, Row
from services.outcomes.figures.registrations_by_month import months_shown

REGISTRATIONS: Final = Question(
    Population.ENROLMENTS,
    by=(Dimension.MONTH_REGISTERED, Dimension.CONDITION),
    counts=(Count.REGISTERED, Count.REGISTERED_LATER),
)
CONDITIONS: Final = ("substance_misuse_only", "mental_health_only", "both", "not_known")


def shape(programme: Programme, as_of: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each condition in each month; the last month may not be over."""
    [counted] = answers
    counts = Counter({(row["month_registered"], row["condition"]): row[Count.REGISTERED] for row in counted})
    registered = {month for (month, _), number in counts.items() if number}
    rows: list[Row] = [
        {"month": f"{month:%Y-%m}", "condition": condition, "registrations": counts[month, condition]}
        for month in months_shown(programme, as_of, registered)
        for condition in CONDITIONS
    ]
    return rows, {AFTER_PERIOD: total(counted, Count.REGISTERED_LATER)}


TABLE: Final = PublishedTable(
    name="registrations-by-condition",
    source="Figure 4.2",
    description=Bilingual(
        en="People registered in each month, by condition (Figure 4.2).",
        cy="Pobl a gofrestrwyd ym mhob mis, yn ôl cyflwr (Ffigur 4.2).",
    ),
    questions=(REGISTRATIONS,),
    shape=shape,
)
