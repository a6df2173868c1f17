"""Counts as of a date, operation by operation and lot by lot, one scan each; who may see which rows is the
database's business."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.outcomes.domain.programme import Cell
from shared.unit_of_work import UnitOfWork

_PARTICIPATION = """
SELECT esf_area, strand, lot, counted, later FROM (
    SELECT cell, count(*) FILTER (WHERE registered_on <= $2) AS counted,
           count(*) FILTER (WHERE registered_on > $2) AS later
    FROM enrolment WHERE programme = $1 GROUP BY cell
) AS found JOIN cell ON cell.id = found.cell
"""
_CLAIMS = """
SELECT esf_area, strand, lot, category, claims FROM (
    SELECT category, cell, count(*) AS claims FROM claim
    WHERE programme = $1 AND counted_on <= $2 AND withdrawn_at IS NULL GROUP BY category, cell
) AS found JOIN cell ON cell.id = found.cell
"""
_LATER = """
SELECT esf_area, strand, lot, later, leaving FROM (
    SELECT cell, count(*) FILTER (WHERE registered_on > $2) AS later,
           count(*) FILTER (WHERE registered_on <= $2 AND exit_on > $2) AS leaving
    FROM enrolment WHERE programme = $1 AND (registered_on > $2 OR exit_on > $2) GROUP BY cell
) AS found JOIN cell ON cell.id = found.cell
"""
_FINDINGS = """
SELECT lot, rule, sum(records)::int FROM (
    SELECT cell, rule, count(*) AS records FROM finding WHERE since <= $1 GROUP BY cell, rule
) AS found JOIN cell ON cell.id = found.cell GROUP BY lot, rule
"""


@dataclass(frozen=True, slots=True)
class Registered:
    """Participants of one operation in one lot by a date, and those registered after it."""

    by: int = 0
    later: int = 0


@dataclass(frozen=True, slots=True)
class Later:
    """What is left out of outcomes: registered, or left, after the date."""

    registered: int = 0
    left: int = 0


async def participation(work: UnitOfWork, programme: str, as_of: date) -> dict[Cell, Registered]:
    rows = await _scan(work, _PARTICIPATION, programme, as_of)
    return {Cell(area, strand, lot): Registered(by, later) for area, strand, lot, by, later in rows}


async def claims(work: UnitOfWork, programme: str, as_of: date) -> dict[tuple[Cell, str], int]:
    """Claims by operation, lot and category."""
    rows = await _scan(work, _CLAIMS, programme, as_of)
    return {(Cell(area, strand, lot), category): number for area, strand, lot, category, number in rows}


async def later(work: UnitOfWork, programme: str, as_of: date) -> dict[Cell, Later]:
    rows = await _scan(work, _LATER, programme, as_of)
    return {Cell(area, strand, lot): Later(registered, left) for area, strand, lot, registered, left in rows}


async def findings(work: UnitOfWork, as_of: date) -> dict[str, dict[str, int]]:
    """Records that break each rule, lot by lot."""
    found: dict[str, dict[str, int]] = {}
    for lot, rule, records in await _scan(work, _FINDINGS, as_of):
        found.setdefault(lot, {})[rule] = records
    return found


async def _scan(work: UnitOfWork, statement: str, *arguments: Any) -> Sequence[Any]:
    rows: Sequence[Any] = await (await work.connection()).fetch(statement, *arguments)
    return rows
