"""Counts as of a date, one scan of a narrow table each; who may see which rows is the database's business.

`$1` is the programme, `$2` the date. Every statement also counts what it leaves out, by rule."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import asyncpg

from services.outcomes.domain.programme import Cell, Programme
from services.outcomes.domain.published import Stay
from services.outcomes.store.forms import unpack
from services.outcomes.tables import INDICATORS, PACKS, PROFILE, SITUATION, TRAITS

LeftOut = dict[str, int]
"""How many records were left out, by rule."""

AFTER_PERIOD = "registered-after-period"
EXIT_AFTER_PERIOD = "exit-after-period"
NO_EXIT_DATE = "leaver-without-exit-date"
BEFORE_START = "exit-before-start"
NO_FORM = "soft-outcomes-missing"

_PARTICIPATION = """
SELECT esf_area, strand, lot, counted, later FROM (
    SELECT cell, count(*) FILTER (WHERE registered_on <= $2) AS counted,
           count(*) FILTER (WHERE registered_on > $2) AS later
    FROM enrolment WHERE programme = $1 GROUP BY cell
) AS found JOIN cell ON cell.id = found.cell
"""
_PROFILES = f"""
SELECT strand, {", ".join(PROFILE)}, sum(counted)::int, sum(later)::int FROM (
    SELECT cell, profile, count(*) FILTER (WHERE registered_on <= $2) AS counted,
           count(*) FILTER (WHERE registered_on > $2) AS later
    FROM enrolment WHERE programme = $1 GROUP BY cell, profile
) AS found JOIN cell ON cell.id = found.cell JOIN profile ON profile.id = found.profile
GROUP BY strand, profile.id
"""  # noqa: S608  (names of columns)
_SITUATIONS = f"""
SELECT {", ".join(SITUATION)}, counted, planned, early FROM (
    SELECT situation, count(*) AS counted,
           count(*) FILTER (WHERE exit_on <= $2 AND exit_kind = 'planned') AS planned,
           count(*) FILTER (WHERE exit_on <= $2 AND exit_kind = 'unplanned') AS early
    FROM enrolment WHERE programme = $1 AND registered_on <= $2 GROUP BY situation
) AS found JOIN situation ON situation.id = found.situation
"""  # noqa: S608  (names of columns)
_STAYS = """
SELECT lot, exit_kind::text, days, counted, gone, later, leaving FROM (
    SELECT cell, exit_kind, left_on - registered_on AS days,
           count(*) FILTER (WHERE registered_on <= $2) AS counted,
           count(*) FILTER (WHERE registered_on <= $2 AND exit_on <= $2) AS gone,
           count(*) FILTER (WHERE registered_on > $2) AS later,
           count(*) FILTER (WHERE registered_on <= $2 AND exit_on > $2) AS leaving
    FROM enrolment WHERE programme = $1 GROUP BY 1, 2, 3
) AS found JOIN cell ON cell.id = found.cell
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
_FORMS = f"""
SELECT {", ".join(PACKS)}, count(*) FROM soft_outcome
WHERE programme = $1 AND registered_on <= $2 AND exit_on <= $2
GROUP BY GROUPING SETS ({", ".join(f"({column})" for column in PACKS)})
"""  # noqa: S608  (names of columns)


async def participation(
    connection: asyncpg.Connection, programme: Programme, as_of: date
) -> tuple[dict[Cell, int], LeftOut]:
    """Participants by operation and lot."""
    counts: dict[Cell, int] = {}
    left_out: LeftOut = {AFTER_PERIOD: 0}
    for area, strand, lot, counted, later in await _scan(connection, _PARTICIPATION, programme, as_of):
        counts[Cell(area, strand, lot)] = counted
        left_out[AFTER_PERIOD] += later
    return counts, left_out


async def traits(
    connection: asyncpg.Connection, programme: Programme, as_of: date
) -> tuple[dict[str, dict[str, int]], int, LeftOut]:
    """Participants by characteristic (or strand, or kind of exit) and value, and altogether."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("strand", "exit_kind", *TRAITS)}
    later = everybody = 0
    for *words, counted, left_out in await _scan(connection, _PROFILES, programme, as_of):
        everybody += counted
        later += left_out
        for name, word in zip(("strand", *PROFILE), words, strict=True):
            counts[name][word] += counted
    for *words, counted, planned, early in await _scan(connection, _SITUATIONS, programme, as_of):
        counts["exit_kind"].update(planned=planned, unplanned=early)
        for name, word in zip(SITUATION, words, strict=True):
            counts[name][word] += counted
    return {name: dict(of_field) for name, of_field in counts.items()}, everybody, {AFTER_PERIOD: later}


async def stays(
    connection: asyncpg.Connection, programme: Programme, as_of: date
) -> tuple[dict[str, Stay], LeftOut]:
    """How participants of each lot left, how many are live, and for how long leavers stayed. Those whose
    dates cannot be trusted count as leavers and are left out of the durations; those who left later are
    live."""
    left_out: LeftOut = dict.fromkeys((AFTER_PERIOD, EXIT_AFTER_PERIOD, NO_EXIT_DATE, BEFORE_START), 0)
    registered: Counter[str] = Counter()
    kinds: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    days: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for lot, kind, stayed, counted, gone, later, leaving in await _scan(connection, _STAYS, programme, as_of):
        registered[lot] += counted
        kinds[lot][kind] += gone
        left_out[AFTER_PERIOD] += later
        left_out[EXIT_AFTER_PERIOD] += leaving
        if stayed is None:
            left_out[NO_EXIT_DATE] += gone
        elif stayed < 0:
            left_out[BEFORE_START] += gone
        else:
            days[lot][stayed] += gone
    found = {
        lot: Stay(
            planned=kinds[lot]["planned"],
            early=kinds[lot]["unplanned"],
            live=number - kinds[lot].total(),
            left_without_kind=kinds[lot][None],
            days=days[lot],
        )
        for lot, number in registered.items()
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
    counts: dict[str, dict[str, int]] = {indicator: {} for indicator in INDICATORS}
    forms = 0
    for *packs, number in await _scan(connection, _FORMS, programme, as_of):
        [(indicators, packed)] = [
            (indicators, packed)
            for indicators, packed in zip(PACKS.values(), packs, strict=True)
            if packed is not None
        ]
        forms += number if indicators is PACKS["first"] else 0
        for indicator, change in unpack(indicators, packed):
            counts[indicator][change] = counts[indicator].get(change, 0) + number
    later, exits, left = (await _scan(connection, _LATER, programme, as_of))[0]
    without = left - forms
    return counts, {AFTER_PERIOD: later, EXIT_AFTER_PERIOD: exits - left, NO_FORM: without}


async def _scan(
    connection: asyncpg.Connection, statement: str, programme: Programme, as_of: date
) -> Sequence[Any]:
    rows: Sequence[Any] = await connection.fetch(statement, programme.code, as_of)
    return rows
