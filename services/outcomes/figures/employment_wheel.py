"""How far people get round the Employment Wheel: last score minus baseline, by category [3.40, 4.39]."""

from datetime import date
from typing import Final, get_args

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Population, Question
from services.outcomes.domain.statistics import percent
from services.outcomes.figures.left_out import AFTER_PERIOD, OUTSIDE_PERIOD, total
from services.outcomes.figures.published_table import Answers, LeftOut, PublishedTable, Row
from shared.contracts.participant import WheelCategory
from shared.statistics import half_up

CATEGORIES: Final[tuple[str, ...]] = get_args(WheelCategory)
AT_LEAST_ONE: Final = "at_least_one"
_NOBODY: Final = dict.fromkeys(("baselines", "later", "progressed", "went_back", "progress"), 0)
WHEELS: Final = Question(Population.WHEELS, by=(), counts=())


def shape(_: Programme, __: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each category, and one for people: whoever progressed in at least one. Progress is the mean
    in tenths of a point, of those with a later wheel."""
    counted, outside = answers
    found = {row["category"] or AT_LEAST_ONE: row for row in counted}
    rows: list[Row] = []
    for category in (*CATEGORIES, AT_LEAST_ONE):
        row = found.get(
            category, dict.fromkeys(("baselines", "later", "progressed", "went_back", "progress"), 0)
        )
        later = row["later"]
        rows.append(
            {
                "category": category,
                "baselines": row["baselines"],
                "later": later,
                "progressed": row["progressed"],
                "progressed_pct": percent(row["progressed"], later),
                "went_back": row["went_back"],
                "mean_progress_tenths": (
                    half_up(10 * row["progress"], later) if later and category != AT_LEAST_ONE else None
                ),
            }
        )
    return rows, {AFTER_PERIOD: total(outside, Count.REGISTERED_LATER)}


TABLE: Final = PublishedTable(
    name="employment-wheel",
    source="[4.39]",
    description=Bilingual(
        en="How far people get round the Employment Wheel, by category: last score minus baseline.",
        cy="Pa mor bell y mae pobl yn mynd o amgylch yr Olwyn Gyflogaeth, yn ôl categori: y sgôr olaf llai'r"
        " llinell sylfaen.",
    ),
    questions=(WHEELS, OUTSIDE_PERIOD),
    shape=shape,
)
