"""Who takes part, by monitoring characteristic, as form P2.1 stands after corrections [4.12-4.17]."""

from collections import Counter, defaultdict
from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Dimension, Population, Question
from services.outcomes.domain.statistics import percent
from services.outcomes.figures.left_out import AFTER_PERIOD, total
from services.outcomes.figures.published_table import Answers, LeftOut, PublishedTable, Row

PROFILES: Final = Question(
    Population.ENROLMENTS,
    by=(
        *(Dimension.STRAND, Dimension.GENDER, Dimension.ETHNICITY, Dimension.CONDITION),
        *(Dimension.QUALIFICATION, Dimension.LABOUR_MARKET),
    ),
    counts=(Count.REGISTERED, Count.REGISTERED_LATER),
)
SITUATIONS: Final = Question(
    Population.ENROLMENTS,
    by=(
        *(Dimension.SINGLE_ADULT_HOUSEHOLD, Dimension.JOBLESS_HOUSEHOLD, Dimension.HOMELESS),
        *(Dimension.DEPENDENT_CHILDREN, Dimension.PRIMARY_CARER, Dimension.WORK_LIMITING_CONDITION),
        Dimension.DISABILITY,
    ),
    counts=(Count.REGISTERED, Count.LEFT_PLANNED, Count.LEFT_UNPLANNED),
)
"""Two questions, because all characteristics together have too many combinations to group by."""


def shape(programme: Programme, _: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each line of the programme's table, in per cent of all registered."""
    profiles, situations = answers
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for question, counted in zip((PROFILES, SITUATIONS), answers, strict=True):
        for row in counted:
            for dimension in question.by:
                counts[dimension][row[dimension]] += row[Count.REGISTERED]
    counts["exit_kind"].update(
        planned=total(situations, Count.LEFT_PLANNED), unplanned=total(situations, Count.LEFT_UNPLANNED)
    )
    participants = total(profiles, Count.REGISTERED)
    rows: list[Row] = []
    for line in programme.characteristics:
        number = sum(counts[line.field][value] for value in line.one_of)
        rows.append(
            {
                "characteristic": line.characteristic,
                "value": line.value,
                "participants": number,
                "pct": percent(number, participants),
            }
        )
    return rows, {AFTER_PERIOD: total(profiles, Count.REGISTERED_LATER)}


TABLE: Final = PublishedTable(
    name="characteristics",
    source="[4.12-4.17]",
    description=Bilingual(
        en="Who takes part, by monitoring characteristic.",
        cy="Pwy sy'n cymryd rhan, yn ôl nodwedd fonitro.",
    ),
    questions=(PROFILES, SITUATIONS),
    shape=shape,
)
