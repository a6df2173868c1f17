"""Table 4.3: how people left, how many are live, and for how long leavers stayed, by lot.

Leavers whose dates cannot be trusted count as leavers and are left out of the durations; who left after the
date is live."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from services.outcomes.domain.programme import Bilingual, Programme
from services.outcomes.domain.question import Count, Dimension, Population, Question
from services.outcomes.domain.statistics import extent, mean, median, months, percent
from services.outcomes.figures.left_out import (
    AFTER_PERIOD,
    BEFORE_START,
    EXIT_AFTER_PERIOD,
    NO_EXIT_DATE,
    total,
)
from services.outcomes.figures.published_table import Answers, Counted, LeftOut, PublishedTable, Row

STAYS: Final = Question(
    Population.ENROLMENTS,
    by=(Dimension.LOT, Dimension.EXIT_KIND, Dimension.DAYS_STAYED),
    counts=(Count.REGISTERED, Count.REGISTERED_LATER, Count.LEFT, Count.LEFT_LATER),
)


@dataclass(slots=True)
class _Stays:
    """How the participants of one lot, or of all, left and how long they stayed."""

    registered: int = 0
    kinds: Counter[str | None] = field(default_factory=Counter)
    """Leavers by kind of exit; None where it is not known."""
    days: Counter[int] = field(default_factory=Counter)
    """Leavers whose dates can be trusted, by days stayed."""

    def add(self, row: Counted) -> None:
        self.registered += row[Count.REGISTERED]
        self.kinds[row["exit_kind"]] += row[Count.LEFT]
        days = row["days_stayed"]
        if days is not None and days >= 0 and row[Count.LEFT]:
            self.days[days] += row[Count.LEFT]

    def columns(self) -> Row:
        shortest, longest = extent(self.days) or (None, None)
        live = self.registered - self.kinds.total()
        return {
            "planned_exit_pct": percent(self.kinds["planned"], self.registered),
            "early_exit_pct": percent(self.kinds["unplanned"], self.registered),
            "live_pct": percent(live, self.registered),
            "total": self.registered,
            "mean_days": mean(self.days),
            "median_days": median(self.days),
            "range_months_min": None if shortest is None else months(shortest),
            "range_months_max": None if longest is None else months(longest),
        }


def shape(programme: Programme, _: date, answers: Answers) -> tuple[list[Row], LeftOut]:
    """A row for each lot, and a last one counted from all leavers together."""
    [counted] = answers
    by_lot: Mapping[str, _Stays] = {lot: _Stays() for lot, _ in programme.lots}
    together = _Stays()
    left_out = {
        AFTER_PERIOD: total(counted, Count.REGISTERED_LATER),
        EXIT_AFTER_PERIOD: total(counted, Count.LEFT_LATER),
        NO_EXIT_DATE: 0,
        BEFORE_START: 0,
    }
    for row in counted:
        if row["lot"] in by_lot:
            by_lot[row["lot"]].add(row)
            together.add(row)
        if row["days_stayed"] is None:
            left_out[NO_EXIT_DATE] += row[Count.LEFT]
        elif row["days_stayed"] < 0:
            left_out[BEFORE_START] += row[Count.LEFT]
    rows: list[Row] = [{"lot": lot, **stays.columns()} for lot, stays in by_lot.items()]
    return [*rows, {"lot": "Total", **together.columns()}], left_out


TABLE: Final = PublishedTable(
    name="status-and-duration",
    source="Table 4.3",
    description=Bilingual(
        en="How people left, how many are live, and for how long leavers stayed, by lot (Table 4.3).",
        cy="Sut y gadawodd pobl, faint sy'n dal i gymryd rhan, ac am ba hyd yr arhosodd y rhai a adawodd,"
        " yn ôl lot (Tabl 4.3).",
    ),
    questions=(STAYS,),
    shape=shape,
)
