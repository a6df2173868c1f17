"""How the use of the last three months changed between the first time it was asked and the last, by lot
(handbook 2, "Recovery"): in 2019 it could be found only on paper."""

from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Population, Question
from services.outcomes.domain.statistics import percent
from services.outcomes.figures.left_out import AFTER_PERIOD, OUTSIDE_PERIOD, total
from services.outcomes.figures.published_table import Answers, Counted, LeftOut, PublishedTable, Row

LEAST_FIRST: Final = ("abstinent", "some_lapses", "many_lapses")
RECENT_USE: Final = Question(Population.RECENT_USE, by=(), counts=())


def shape(programme: Programme, _: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each lot and one for all. Whoever was asked once, and whoever's answer is not known the first
    or the last time, has a column, so that a row adds up to everybody who was asked."""
    counted, outside = answers
    rows = [_row(lot, [row for row in counted if row["lot"] == lot]) for lot, _ in programme.lots]
    return [*rows, _row("Total", list(counted))], {AFTER_PERIOD: total(outside, Count.REGISTERED_LATER)}


def _row(lot: str, counted: list[Counted]) -> Row:
    people = dict.fromkeys(("reduced", "same", "increased", "not_known", "asked_once"), 0)
    for row in counted:
        people[_change(row)] += row["people"]
    compared = people["reduced"] + people["same"] + people["increased"]
    return {
        "lot": lot,
        "asked": sum(people.values()),
        **people,
        "reduced_pct": percent(people["reduced"], compared),
    }


def _change(row: Counted) -> str:
    if not row["is_asked_again"]:
        return "asked_once"
    if row["first"] not in LEAST_FIRST or row["last"] not in LEAST_FIRST:
        return "not_known"
    before, after = LEAST_FIRST.index(row["first"]), LEAST_FIRST.index(row["last"])
    return "same" if after == before else "reduced" if after < before else "increased"


TABLE: Final = PublishedTable(
    name="recovery",
    source="handbook 3",
    description=Bilingual(
        en="How the use of the last three months changed from the first to the last time of asking, by lot.",
        cy="Sut y newidiodd y defnydd yn y tri mis diwethaf rhwng y tro cyntaf a'r tro olaf y gofynnwyd,"
        " yn ôl lot.",
    ),
    questions=(RECENT_USE, OUTSIDE_PERIOD),
    shape=shape,
)
