"""How many courses are begun and what becomes of them, by kind: in 2019 nobody could say how many began
[3.86]."""

from collections import Counter
from datetime import date
from typing import Final, get_args

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Population, Question
from services.outcomes.domain.statistics import percent
from services.outcomes.figures.left_out import AFTER_PERIOD, OUTSIDE_PERIOD, total
from services.outcomes.figures.published_table import Answers, LeftOut, PublishedTable, Row
from shared.contracts.participant import CourseResult

KINDS: Final = ("accredited_course", "non_accredited_course", "certificate_preparation")
RESULTS: Final[tuple[str, ...]] = get_args(CourseResult)
COURSES: Final = Question(Population.COURSES, by=(), counts=())


def shape(_: Programme, __: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each kind and one for all; a course without a result still runs, or nobody has told."""
    counted, outside = answers
    found = Counter({(row["kind"], row["result"]): row["courses"] for row in counted})
    everything: Counter[str | None] = Counter()
    rows: list[Row] = []
    for kind in KINDS:
        of_kind = Counter({result: found[kind, result] for result in (*RESULTS, None)})
        everything.update(of_kind)
        rows.append(_row(kind, of_kind))
    return [*rows, _row("Total", everything)], {AFTER_PERIOD: total(outside, Count.REGISTERED_LATER)}


def _row(kind: str, results: Counter[str | None]) -> Row:
    return {
        "kind": kind,
        "started": results.total(),
        **{result: results[result] for result in RESULTS},
        "no_result": results[None],
        "completed_pct": percent(results["completed"], results.total()),
    }


TABLE: Final = PublishedTable(
    name="courses",
    source="[3.86]",
    description=Bilingual(
        en="Courses begun and completed, by kind.",
        cy="Cyrsiau a ddechreuwyd ac a gwblhawyd, yn ôl math.",
    ),
    questions=(COURSES, OUTSIDE_PERIOD),
    shape=shape,
)
