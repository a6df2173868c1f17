"""Counts as of a date, one scan of a narrow table each; who may see which rows is the database's business.

`$1` is the programme, `$2` the date. Every statement also counts what it leaves out, by rule."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import asyncpg

from services.outcomes.domain.programme import Cell, Programme
from services.outcomes.domain.published import CHANGES, Stay
from services.outcomes.store.saving_enrolments import INDICATORS

LeftOut = dict[str, int]
"""How many records were left out, by rule."""

AFTER_PERIOD = "registered-after-period"
EXIT_AFTER_PERIOD = "exit-after-period"
NO_FORM = "soft-outcomes-missing"

# Group by group a scan hands few rows from its workers to their leader; the planner expects many more, and
# would scan with one process alone.
_PARALLEL = (
    "SELECT set_config('parallel_tuple_cost', '0', true), set_config('parallel_setup_cost', '0', true)"
)

_PARTICIPATION = """
SELECT esf_area, strand, lot, counted, later FROM (
    SELECT cell, count(*) FILTER (WHERE registered_on <= $2) AS counted,
           count(*) FILTER (WHERE registered_on > $2) AS later
    FROM enrolment WHERE programme = $1 GROUP BY cell
) AS found JOIN cell ON cell.id = found.cell
"""
_STAYS = """
SELECT lot, stay::text, exit_kind::text, days, sum(enrolments)::int AS enrolments FROM (
    SELECT cell, stay, CASE WHEN stay IN ('left', 'leaver-without-exit-date', 'exit-before-start')
                            THEN exit_kind END AS exit_kind,
           CASE WHEN stay = 'left' THEN left_on - registered_on END AS days, count(*) AS enrolments
    FROM (
        SELECT cell, exit_kind, left_on, registered_on,
               CASE WHEN registered_on > $2 THEN 'registered-after-period'::stay
                    WHEN exit_on IS NULL THEN 'live'
                    WHEN exit_on > $2 THEN 'exit-after-period'
                    WHEN left_on IS NULL THEN 'leaver-without-exit-date'
                    WHEN left_on < registered_on THEN 'exit-before-start'
                    ELSE 'left' END AS stay
        FROM enrolment WHERE programme = $1 OFFSET 0
    ) AS enrolled GROUP BY 1, 2, 3, 4
) AS found JOIN cell ON cell.id = found.cell GROUP BY 1, 2, 3, 4
"""
_CLAIMS = """
SELECT category, lot, claims FROM (
    -- nothing is claimed before the registration, so what counts by the date was registered by it
    SELECT category, cell, count(*) AS claims FROM claim
    WHERE programme = $1 AND counted_on <= $2 AND withdrawn_at IS NULL GROUP BY category, cell
) AS found JOIN cell ON cell.id = found.cell
"""
_LATER = """
SELECT count(*) FILTER (WHERE registered_on > $2), count(*) FILTER (WHERE registered_on <= $2),
       count(*) FILTER (WHERE registered_on <= $2 AND exit_on <= $2)
FROM enrolment WHERE programme = $1 AND (registered_on > $2 OR exit_on IS NOT NULL)
"""
_FORMS_AT_ONCE = 3
"""Indicators are counted three at a time: no more than 6³ groups, and few enough of them."""


async def participation(
    connection: asyncpg.Connection, programme: Programme, as_of: date
) -> tuple[dict[Cell, int], LeftOut]:
    """Participants by operation and lot."""
    counts: dict[Cell, int] = {}
    later = 0
    for area, strand, lot, counted, left_out in await _scan(connection, _PARTICIPATION, programme, as_of):
        counts[Cell(area, strand, lot)] = counted
        later += left_out
    return counts, {AFTER_PERIOD: later}


async def traits(
    connection: asyncpg.Connection, programme: Programme, as_of: date
) -> tuple[dict[str, dict[str, int]], int, LeftOut]:
    """Participants by characteristic and value, as far as the programme's table asks, and altogether."""
    asked = [(line.field, value) for line in programme.characteristics for value in sorted(line.one_of)]
    later, participants, *numbers = (await _scan(connection, _traits(asked), programme, as_of))[0]
    counts: dict[str, dict[str, int]] = {}
    for (field, value), number in zip(asked, numbers, strict=True):
        counts.setdefault(field, {})[value] = number
    return counts, participants, {AFTER_PERIOD: later}


async def stays(
    connection: asyncpg.Connection, programme: Programme, as_of: date
) -> tuple[dict[str, Stay], LeftOut]:
    """How participants of each lot left, how many are live, and for how long leavers stayed. Those whose
    dates cannot be trusted count as leavers and are left out of the durations."""
    numbers: dict[str, dict[str, int]] = {}
    days: dict[str, dict[int, int]] = {}
    left_out: LeftOut = {}
    for lot, stay, kind, stayed, enrolments in await _scan(connection, _STAYS, programme, as_of):
        if stay not in ("live", "left"):
            left_out[stay] = left_out.get(stay, 0) + enrolments
        if stay == AFTER_PERIOD:
            continue
        of_lot = numbers.setdefault(lot, {})
        state = "live" if stay in ("live", EXIT_AFTER_PERIOD) else kind or "left_without_kind"
        of_lot[state] = of_lot.get(state, 0) + enrolments
        if stayed is not None:
            histogram = days.setdefault(lot, {})
            histogram[stayed] = histogram.get(stayed, 0) + enrolments
    found = {
        lot: Stay(
            planned=of_lot.get("planned", 0),
            early=of_lot.get("unplanned", 0),
            live=of_lot.get("live", 0),
            left_without_kind=of_lot.get("left_without_kind", 0),
            days=days.get(lot, {}),
        )
        for lot, of_lot in numbers.items()
    }
    return found, left_out


async def claims(
    connection: asyncpg.Connection, programme: Programme, as_of: date
) -> tuple[dict[str, dict[str, int]], LeftOut]:
    """Claims by category and lot."""
    counts: dict[str, dict[str, int]] = {}
    for category, lot, number in await _scan(connection, _CLAIMS, programme, as_of):
        of_category = counts.setdefault(category, {})
        of_category[lot] = of_category.get(lot, 0) + number
    later, exits, left = (await _scan(connection, _LATER, programme, as_of))[0]
    return counts, {AFTER_PERIOD: later, EXIT_AFTER_PERIOD: exits - left}


async def soft_outcomes(
    connection: asyncpg.Connection, programme: Programme, as_of: date
) -> tuple[dict[str, dict[str, int]], LeftOut]:
    """Answers by indicator, as the last exit form of those who left has them."""
    counts: dict[str, dict[str, int]] = {indicator: dict.fromkeys(CHANGES, 0) for indicator in INDICATORS}
    forms = 0
    for at, answers, number in await _scan(connection, _FORMS, programme, as_of):
        forms += number if at == 0 else 0
        for indicator, change in zip(INDICATORS[at : at + _FORMS_AT_ONCE], answers, strict=True):
            if change is not None:
                counts[indicator][change] += number
    later, exits, left = (await _scan(connection, _LATER, programme, as_of))[0]
    return counts, {AFTER_PERIOD: later, EXIT_AFTER_PERIOD: exits - left, NO_FORM: left - forms}


async def _scan(
    connection: asyncpg.Connection, statement: str, programme: Programme, as_of: date
) -> Sequence[Any]:
    await connection.execute(_PARALLEL)
    rows: Sequence[Any] = await connection.fetch(statement, programme.code, as_of)
    return rows


def _traits(asked: Iterable[tuple[str, str]]) -> str:
    """A count for each value asked for. Fields and values are the programme's words, never a caller's."""
    numbers = ", ".join(f"count(*) FILTER (WHERE {_holds(field, value)})" for field, value in asked)
    return f"""
        SELECT (SELECT count(*) FROM enrolment WHERE programme = $1 AND registered_on > $2), count(*),
               {numbers}
        FROM enrolment WHERE programme = $1 AND registered_on <= $2
    """  # noqa: S608


def _holds(field: str, value: str) -> str:
    if field in ("esf_area", "strand", "lot"):
        return f"cell IN (SELECT id FROM cell WHERE {field} = '{value}')"  # noqa: S608
    return f"exit_on <= $2 AND exit_kind = '{value}'" if field == "exit_kind" else f"{field} = '{value}'"


_FORMS = " UNION ALL ".join(
    f"""
    SELECT {at} AS at, ARRAY[{", ".join(f"{name}::text" for name in asked)}] AS answers, number FROM (
        SELECT {", ".join(asked)}, count(*) AS number FROM soft_outcome
        WHERE programme = $1 AND registered_on <= $2 AND exit_on <= $2 GROUP BY {", ".join(asked)}
    ) AS answered
    """  # noqa: S608
    for at in range(0, len(INDICATORS), _FORMS_AT_ONCE)
    for asked in (INDICATORS[at : at + _FORMS_AT_ONCE],)
)
