"""Answers declared questions as of a date, one scan of a narrow table each; who may see which rows is the
database's business.

Rows are grouped by the small keys that they hold, and the words are looked up for the groups that are left.
What was known at an instant are the rows that stand since before it, and the old sides of those that were
changed after it (`changes.py`). `$1` is the programme, `$2` the date, `$3` the instant; `$4` to `$6` are the
ESF areas, strands and lots of its operations."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, cast

import asyncpg
from sqlmodel import SQLModel

from services.outcomes.domain.programme import Programme
from services.outcomes.domain.question import Count, Dimension, Population, Question, Where
from services.outcomes.domain.soft_outcomes import PACKS, unpack
from services.outcomes.store import changes
from services.outcomes.store.combinations import words_of
from services.outcomes.store.support_figures import STATEMENTS
from services.outcomes.tables import CellRow, EnrolmentRow, ProfileRow, SituationRow, SoftOutcomeRow

_CELLS: Final = "SELECT id FROM cell WHERE programme = $1"


def _known(table: type[SQLModel], *columns: str, of_programme: str) -> tuple[str, str]:
    """Where the rows of a programme are as they were known, with these columns beside those that are counted:
    those that stand, and the old sides of those changed since. `of_programme` is the condition that an old
    side was the programme's."""
    name, counted = table.__tablename__, changes.counted(table)
    old = ", ".join((*columns, *(f"old_{each} AS {each}" for each in counted)))
    return (
        f"{name} WHERE programme = $1 AND known_from <= $3",
        f"(SELECT {old} FROM {changes.change_table(table)}"  # noqa: S608  (names of columns)
        f" WHERE known_at > $3 AND known_from <= $3 AND {of_programme}) AS {name} WHERE true",
    )


_SCANS: Final[Mapping[Population, tuple[str, ...]]] = {
    Population.ENROLMENTS: _known(EnrolmentRow, of_programme=f"old_cell = ANY(ARRAY({_CELLS}))"),
    # a claim is never changed, but made and withdrawn
    Population.CLAIMS: ("claim WHERE programme = $1 AND decided_at <= $3",),
}
"""Each is grouped by itself: the planner knows how many groups a table has, and not how many a union."""

_KEYS: Final[Mapping[str, str]] = {
    word: key
    for key, combination in (("cell", CellRow), ("profile", ProfileRow), ("situation", SituationRow))
    for word in words_of(combination)
}
"""Dimension → the key of the combination that has its word."""

_OWN: Final[Mapping[Dimension, tuple[str, str]]] = {
    Dimension.EXIT_KIND: ("exit_kind", "found.exit_kind::text"),
    Dimension.DAYS_STAYED: ("left_on - registered_on", "found.days_stayed"),
    # grouped by day, because a month would have to be worked out row by row
    Dimension.MONTH_REGISTERED: (
        "registered_on",
        "date_trunc('month', found.month_registered::timestamp)::date",
    ),
    Dimension.CATEGORY: ("category", "found.category"),
    Dimension.PART: ("part", "found.part"),
    Dimension.LEVEL: ("level", "found.level"),
}
"""Dimension → what rows are grouped by, and how it is shown."""

_REFUSED: Final = (
    "decision = 'refused' AND rule LIKE '%/{}' AND (dates ->> 'registered_on')::date <= $2"
    " AND (withdrawn_at IS NULL OR withdrawn_at > $3)"
)
_CONDITIONS: Final[Mapping[Count, str]] = {
    Count.REGISTERED: "registered_on <= $2",
    Count.REGISTERED_LATER: "registered_on > $2",
    Count.LEFT: "registered_on <= $2 AND exit_on <= $2",
    Count.LEFT_LATER: "registered_on <= $2 AND exit_on > $2",
    Count.LEFT_PLANNED: "registered_on <= $2 AND exit_on <= $2 AND exit_kind = 'planned'",
    Count.LEFT_UNPLANNED: "registered_on <= $2 AND exit_on <= $2 AND exit_kind = 'unplanned'",
    # nothing is claimed before the registration, so what counts by the date was registered by it
    Count.CLAIMED: "counted_on <= $2 AND (withdrawn_at IS NULL OR withdrawn_at > $3)",
    Count.ACHIEVED_TOO_EARLY: _REFUSED.format("before-registration"),
    Count.LEFT_TOO_EARLY: _REFUSED.format("exit-before-start"),
}

_NO_OPERATION: Final = """ARRAY(
    SELECT id FROM cell WHERE programme = $1
    AND (esf_area, strand, lot) NOT IN (SELECT * FROM unnest($4::text[], $5::text[], $6::text[])))"""
"""The keys of what is no operation: hardly ever one."""

_WHERE: Final[Mapping[Where, str]] = {
    Where.IN_OPERATIONS: f"cell <> ALL({_NO_OPERATION})",
    Where.ELSEWHERE: f"cell = ANY({_NO_OPERATION})",
}

_NOWHERE: Final = f"""
SELECT id FROM enrolment WHERE programme = $1 AND known_from <= $3 AND cell = ANY({_NO_OPERATION})
UNION ALL
SELECT enrolment_id FROM enrolment_change
WHERE known_at > $3 AND known_from <= $3 AND old_cell = ANY({_NO_OPERATION})
"""  # noqa: S608
"""Whose lot and authority make no operation."""

_ANSWERED: Final = " UNION ALL ".join(
    f"""
    SELECT {", ".join(PACKS)}, count(*) AS answered FROM {forms}
    AND registered_on <= $2 AND exit_on <= $2 AND enrolment_id NOT IN ({_NOWHERE})
    GROUP BY GROUPING SETS ({", ".join(f"({column})" for column in PACKS)})
    """  # noqa: S608  (names of columns)
    for forms in _known(SoftOutcomeRow, "enrolment_id", of_programme="old_programme = $1")
)


async def answer(
    connection: asyncpg.Connection,
    question: Question,
    programme: Programme,
    as_of: date,
    known_at: datetime,
) -> Sequence[Mapping[str, Any]]:
    """The groups of a question: each with its dimensions and counts by name. `known_at` is a settled instant:
    the answer is the same for ever."""
    cells = [(each.esf_area, each.strand, each.lot) for each in programme.cells]
    operations = list(map(list, zip(*cells, strict=True)))
    if question.population in STATEMENTS:
        standing = await connection.fetch(STATEMENTS[question.population], programme.code, as_of, *operations)
        return cast(Sequence[Mapping[str, Any]], standing)
    parameters: list[Any] = [programme.code, as_of, known_at]
    if question.where is not Where.ANYWHERE:
        parameters += operations
    if question.population is Population.EXIT_FORMS:
        return _by_indicator(await connection.fetch(_ANSWERED, *parameters))
    return cast(Sequence[Mapping[str, Any]], await connection.fetch(_statement(question), *parameters))


@lru_cache(maxsize=256)
def _statement(question: Question) -> str:
    keys = dict.fromkeys(_KEYS[each] for each in question.by if each in _KEYS)
    grouped = [*keys, *(f"{_OWN[each][0]} AS {each}" for each in question.by if each in _OWN)]
    shown = [f"{_OWN[each][1] if each in _OWN else each} AS {each}" for each in question.by]
    restriction = _restriction(question.counts)
    counts = [
        f'count(*) AS "{each}"'
        if _CONDITIONS[each] == restriction
        else f'count(*) FILTER (WHERE {_CONDITIONS[each]}) AS "{each}"'
        for each in question.counts
    ]
    where = f" AND {_WHERE[question.where]}" if question.where in _WHERE else ""
    where += f" AND ({restriction})" if restriction else ""
    group = f"GROUP BY {', '.join(str(place) for place, _ in enumerate(grouped, start=1))}" if grouped else ""
    found = " UNION ALL ".join(
        f"SELECT {', '.join([*grouped, *counts])} FROM {scan}{where} {group}"  # noqa: S608
        for scan in _SCANS[question.population]
    )
    sums = [f'sum("{each}")::bigint AS "{each}"' for each in question.counts]
    together = f"GROUP BY {', '.join(str(place) for place, _ in enumerate(shown, start=1))}" if shown else ""
    return f"""
        SELECT {", ".join([*shown, *sums])} FROM ({found}) AS found
        {" ".join(f"JOIN {key} ON {key}.id = found.{key}" for key in keys)} {together}
    """  # noqa: S608


def _restriction(counts: Sequence[Count]) -> str:
    """Which rows are looked at, where not all are counted. Who left is among those registered."""
    if Count.REGISTERED in counts:
        return "" if Count.REGISTERED_LATER in counts else _CONDITIONS[Count.REGISTERED]
    return " OR ".join(_CONDITIONS[each] for each in counts)


def _by_indicator(packed_answers: Sequence[asyncpg.Record]) -> Sequence[Mapping[str, Any]]:
    """Answers by indicator, on the last exit form of those who left."""
    counts: dict[tuple[str, str | None], int] = {}
    for *packs, answered in packed_answers:
        [(indicators, packed)] = [
            (indicators, packed)
            for indicators, packed in zip(PACKS.values(), packs, strict=True)
            if packed is not None
        ]
        for cell in unpack(indicators, packed):
            counts[cell] = counts.get(cell, 0) + answered
    return [
        {Dimension.INDICATOR: indicator, Dimension.ANSWER: answer, Count.ANSWERED: answered}
        for (indicator, answer), answered in counts.items()
    ]
