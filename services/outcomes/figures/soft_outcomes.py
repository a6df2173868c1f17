"""Table 4.6: how leavers rate what has changed for them, as their last exit form has it."""

from collections import Counter
from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Dimension, Population, Question
from services.outcomes.domain.soft_outcomes import CHANGES, INDICATORS
from services.outcomes.domain.statistics import percent
from services.outcomes.figures.left_out import NO_FORM, OUTSIDE_PERIOD, outside_period, total
from services.outcomes.figures.published_table import Answers, LeftOut, PublishedTable, Row

ANSWERS: Final = Question(
    Population.EXIT_FORMS, by=(Dimension.INDICATOR, Dimension.ANSWER), counts=(Count.ANSWERED,)
)


def shape(programme: Programme, _: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each indicator, in per cent of those who answered it."""
    forms, outside = answers
    counts = Counter({(row["indicator"], row["answer"]): row[Count.ANSWERED] for row in forms})
    rows: list[Row] = []
    for indicator, printed in programme.indicators:
        answered = {change: counts[indicator, change] for change in CHANGES}
        number = sum(answered.values())
        shares = {f"{change}_pct": percent(times, number) for change, times in answered.items()}
        rows.append({"indicator": printed, **shares, "total": number})
    with_a_form = sum(counts[INDICATORS[0], answer] for answer in (None, *CHANGES))
    return rows, {**outside_period(outside), NO_FORM: total(outside, Count.LEFT) - with_a_form}


TABLE: Final = PublishedTable(
    name="soft-outcomes",
    source="Table 4.6",
    description=Bilingual(
        en="How leavers rate what has changed for them (Table 4.6).",
        cy="Sut y mae'r rhai a adawodd yn graddio'r hyn sydd wedi newid iddynt (Tabl 4.6).",
    ),
    questions=(ANSWERS, OUTSIDE_PERIOD),
    shape=shape,
)
