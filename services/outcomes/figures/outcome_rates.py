"""Outcomes claimed as shares of whom they could be of: of participants, of leavers and of planned leavers, by
lot and ESF area. A lot's employment was 16 to 21% of its leavers [4.27], that of East Gwent 80 of 546 people
and of West Gwent 33 of 433 [4.28]."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Dimension, Population, Question
from services.outcomes.domain.statistics import percent
from services.outcomes.figures.left_out import (
    AFTER_PERIOD,
    EXIT_AFTER_PERIOD,
    REFUSED,
    refused,
    total,
)
from services.outcomes.figures.published_table import TOTAL, Answers, LeftOut, PublishedTable, Row

_PLACE: Final = (Dimension.LOT, Dimension.ESF_AREA)
PEOPLE: Final = Question(
    Population.ENROLMENTS,
    by=_PLACE,
    counts=(
        *(Count.REGISTERED, Count.REGISTERED_LATER, Count.LEFT, Count.LEFT_LATER),
        Count.LEFT_PLANNED,
    ),
)
CLAIMS: Final = Question(Population.CLAIMS, by=(*_PLACE, Dimension.CATEGORY), counts=(Count.CLAIMED,))

Place = tuple[str, str]
"""A lot and an ESF area, either of which may be "Total"."""


def shape(programme: Programme, _: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each category, in each lot, in each part of a lot that lies in two ESF areas, and
    altogether."""
    people, claims, too_early = answers
    counted: Counter[tuple[Place, str]] = Counter()
    for row in people:
        for place in _places(row):
            for count in (Count.REGISTERED, Count.LEFT, Count.LEFT_PLANNED):
                counted[place, count] += row[count]
    for row in claims:
        for place in _places(row):
            counted[place, row["category"]] += row[Count.CLAIMED]
    rows = [
        _row(place, category.by_lot, counted[place, category.code], counted)
        for place in _printed(programme)
        for category in programme.categories
    ]
    left_out = {
        AFTER_PERIOD: total(people, Count.REGISTERED_LATER),
        EXIT_AFTER_PERIOD: total(people, Count.LEFT_LATER),
    }
    return rows, {**left_out, **refused(too_early)}


def _places(row: Any) -> tuple[Place, ...]:
    return (row["lot"], row["esf_area"]), (row["lot"], TOTAL), (TOTAL, TOTAL)


def _printed(programme: Programme) -> Iterator[Place]:
    for lot, _ in programme.lots:
        yield lot, TOTAL
        areas = dict.fromkeys(cell.esf_area for cell in programme.cells if cell.lot == lot)
        if len(areas) > 1:
            yield from ((lot, area) for area in areas)
    yield TOTAL, TOTAL


def _row(place: Place, outcome: str, recorded: int, counted: Counter[tuple[Place, str]]) -> Row:
    lot, area = place
    registered, leavers, planned = (
        counted[place, count] for count in (Count.REGISTERED, Count.LEFT, Count.LEFT_PLANNED)
    )
    return {
        "lot": lot,
        "esf_area": area,
        "outcome": outcome,
        "recorded": recorded,
        "registered": registered,
        "leavers": leavers,
        "planned_leavers": planned,
        "pct_of_registered": percent(recorded, registered),
        "pct_of_leavers": percent(recorded, leavers),
        "pct_of_planned_leavers": percent(recorded, planned),
    }


TABLE: Final = PublishedTable(
    name="outcome-rates",
    source="[4.26-4.28]",
    description=Bilingual(
        en="Outcomes claimed as shares of participants, leavers and planned leavers, by lot and ESF area.",
        cy="Canlyniadau a hawliwyd fel cyfrannau o gyfranogwyr, ymadawyr ac ymadawyr a gynlluniwyd, yn ôl lot"
        " ac ardal ESF.",
    ),
    questions=(PEOPLE, CLAIMS, REFUSED),
    shape=shape,
)
