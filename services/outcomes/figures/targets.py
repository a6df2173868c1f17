"""The columns that measure a number against the profile of its quarter and the programme's target
(handbook 3, "Targets and profiles")."""

from datetime import date

from services.outcomes.domain.programme import Cell, Programme
from services.outcomes.domain.statistics import percent
from services.outcomes.figures.published_table import Row


def against_profile(
    programme: Programme, as_of: date, measure: str, number: int, cells: frozenset[Cell] | None = None
) -> Row:
    """The cumulative target at the end of the quarter, and the number in whole per cent of it; neither after
    the last quarter, whose profile has ended."""
    quarter = programme.quarter_at(as_of).code.lower()
    profiled = programme.profiled(measure, as_of, cells)
    return {f"{quarter}_target": profiled, f"pct_of_{quarter}_target": percent(number, profiled)}


def against_target(
    programme: Programme, as_of: date, measure: str, number: int, cells: frozenset[Cell] | None = None
) -> Row:
    """The programme target on a date, and the number in whole per cent of it."""
    target = programme.target(measure, as_of, cells)
    return {"programme_target": target, "pct_of_programme_target": percent(number, target)}
