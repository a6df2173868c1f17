"""The published tables: what each is called, and how its rows follow from counts."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date

import asyncpg

from services.outcomes.domain import published
from services.outcomes.domain.programme import Programme
from services.outcomes.domain.published import Row
from services.outcomes.domain.refusals import UnknownTable
from services.outcomes.queries import programme_of
from services.outcomes.store import figures
from services.outcomes.store.figures import LeftOut
from shared.as_of import as_of_date
from shared.unit_of_work import UnitOfWork

Answer = tuple[list[Row], LeftOut]


@dataclass(frozen=True, slots=True)
class Figures:
    table: str
    programme: str
    as_of: date
    rows: list[Row]
    left_out: LeftOut
    """How many records the figures leave out, by rule; rules that leave nothing out are not in it."""


@dataclass(frozen=True, slots=True)
class Table:
    description: str
    work_out: Callable[[asyncpg.Connection, Programme, date], Awaitable[Answer]]


async def table(work: UnitOfWork, name: str, *, programme: str, as_of: date | None) -> Figures:
    """A table as of a date, from the rows that the caller may see.

    Raises UnknownTable, UnknownProgramme, AsOfInFuture."""
    if name not in TABLES:
        raise UnknownTable
    known, day = programme_of(programme), as_of_date(as_of, work.now)
    rows, left_out = await TABLES[name].work_out(await work.connection(), known, day)
    return Figures(name, known.code, day, rows, {rule: number for rule, number in left_out.items() if number})


async def _participation_by_lot(at: asyncpg.Connection, programme: Programme, as_of: date) -> Answer:
    counts, left_out = await figures.participation(at, programme, as_of)
    return published.participation_by_lot(programme, as_of, counts), left_out


async def _participation_by_operation(at: asyncpg.Connection, programme: Programme, as_of: date) -> Answer:
    counts, left_out = await figures.participation(at, programme, as_of)
    return published.participation_by_operation(programme, as_of, counts), left_out


async def _characteristics(at: asyncpg.Connection, programme: Programme, as_of: date) -> Answer:
    counts, participants, left_out = await figures.traits(at, programme, as_of)
    return published.characteristics(programme, counts, participants), left_out


async def _status_and_duration(at: asyncpg.Connection, programme: Programme, as_of: date) -> Answer:
    stays, left_out = await figures.stays(at, programme, as_of)
    return published.status_and_duration(programme, stays), left_out


async def _outcomes_by_lot(at: asyncpg.Connection, programme: Programme, as_of: date) -> Answer:
    counts, left_out = await figures.claims(at, programme, as_of)
    return published.outcomes_by_lot(programme, counts), left_out


async def _progress_against_targets(at: asyncpg.Connection, programme: Programme, as_of: date) -> Answer:
    counts, left_out = await figures.claims(at, programme, as_of)
    claims = {category: sum(by_lot.values()) for category, by_lot in counts.items()}
    return published.progress_against_targets(programme, as_of, claims), left_out


async def _soft_outcomes(at: asyncpg.Connection, programme: Programme, as_of: date) -> Answer:
    counts, left_out = await figures.soft_outcomes(at, programme, as_of)
    return published.soft_outcomes(programme, counts), left_out


TABLES: Mapping[str, Table] = {
    "participation-by-lot": Table(
        "People registered in each lot, against profile and programme target (Table 4.1).",
        _participation_by_lot,
    ),
    "participation-by-operation": Table(
        "People registered in each operation and lot, against profile and programme target (Table 4.2).",
        _participation_by_operation,
    ),
    "characteristics": Table("Who takes part, by monitoring characteristic.", _characteristics),
    "status-and-duration": Table(
        "How people left, how many are live, and for how long leavers stayed, by lot (Table 4.3).",
        _status_and_duration,
    ),
    "outcomes-by-lot": Table("Outcomes claimed, by category and lot (Table 4.4).", _outcomes_by_lot),
    "progress-against-targets": Table(
        "Outcomes claimed, against profile and programme target (Table 4.5).", _progress_against_targets
    ),
    "soft-outcomes": Table("How leavers rate what has changed for them (Table 4.6).", _soft_outcomes),
}
"""The catalogue: a fixed list, and no free filter reaches it (handbook 3)."""
