"""Who takes part in each lot, by monitoring characteristic: conditions differ between lots [4.13], and 117 of
247 people of minority ethnic background were in one of them [4.16]."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Dimension
from services.outcomes.domain.statistics import percent
from services.outcomes.figures import characteristics
from services.outcomes.figures.left_out import AFTER_PERIOD, total
from services.outcomes.figures.published_table import TOTAL, Answers, LeftOut, PublishedTable, Row

QUESTIONS: Final = tuple(
    replace(each, by=(Dimension.LOT, *each.by))
    for each in (characteristics.PROFILES, characteristics.SITUATIONS)
)


def shape(programme: Programme, _: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each line of the programme's table in each lot, in per cent of all registered there, and one
    for all lots."""
    profiles, situations = answers
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    registered: Counter[str] = Counter()
    for row in profiles:
        for lot in (row["lot"], TOTAL):
            registered[lot] += row[Count.REGISTERED]
    for question, counted in zip(QUESTIONS, answers, strict=True):
        for row in counted:
            for lot in (row["lot"], TOTAL):
                for dimension in question.by[1:]:
                    counts[lot, dimension][row[dimension]] += row[Count.REGISTERED]
    for row in situations:
        for lot in (row["lot"], TOTAL):
            left = counts[lot, "exit_kind"]
            left.update(planned=row[Count.LEFT_PLANNED], unplanned=row[Count.LEFT_UNPLANNED])
    rows: list[Row] = []
    for line in programme.characteristics:
        for lot in (*(code for code, _ in programme.lots), TOTAL):
            number = sum(counts[lot, line.field][value] for value in line.one_of)
            rows.append(
                {
                    "characteristic": line.characteristic,
                    "value": line.value,
                    "lot": lot,
                    "participants": number,
                    "pct_of_lot": percent(number, registered[lot]),
                }
            )
    return rows, {AFTER_PERIOD: total(profiles, Count.REGISTERED_LATER)}


TABLE: Final = PublishedTable(
    name="characteristics-by-lot",
    source="[4.13, 4.16]",
    description=Bilingual(
        en="Who takes part in each lot, by monitoring characteristic.",
        cy="Pwy sy'n cymryd rhan ym mhob lot, yn ôl nodwedd fonitro.",
    ),
    questions=QUESTIONS,
    shape=shape,
)
