"""Table 4.5: outcomes claimed, against profile and programme target."""

from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Dimension, Population, Question
from services.outcomes.figures.left_out import OUTSIDE_PERIOD, REFUSED, outside_period, refused
from services.outcomes.figures.published_table import Answers, LeftOut, PublishedTable, Row
from services.outcomes.figures.targets import against_profile, against_target

CLAIMS: Final = Question(Population.CLAIMS, by=(Dimension.CATEGORY,), counts=(Count.CLAIMED,))


def shape(programme: Programme, as_of: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each category of the programme."""
    claims, outside, too_early = answers
    counts = {row["category"]: row[Count.CLAIMED] for row in claims}
    rows: list[Row] = []
    for category in programme.categories:
        number = counts.get(category.code, 0)
        rows.append(
            {
                "outcome": category.progress,
                "recorded": number,
                **against_target(programme, as_of, category.code, number),
                **against_profile(programme, as_of, category.code, number),
            }
        )
    return rows, {**outside_period(outside), **refused(too_early)}


TABLE: Final = PublishedTable(
    name="progress-against-targets",
    source="Table 4.5",
    description=Bilingual(
        en="Outcomes claimed, against profile and programme target (Table 4.5).",
        cy="Canlyniadau a hawliwyd, o gymharu â'r proffil a tharged y rhaglen (Tabl 4.5).",
    ),
    questions=(CLAIMS, OUTSIDE_PERIOD, REFUSED),
    shape=shape,
)
