"""Referrals counted as of a date, for many lots, providers or referrers in one statement; who may see which
rows is the database's business."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from services.referrals.domain.referral_counts import DecisionState, Group
from shared.unit_of_work import UnitOfWork


class By(StrEnum):
    """What referrals are counted by: a column, and the type of its values."""

    LOT = "lot"
    PROVIDER = "provider"
    REFERRER = "referrer"


_MONDAY = "DATE '2000-01-03'"


def working_day(column: str) -> str:
    """The number of a working day, counted from a Monday; `working_days_after`, as an expression. `$4` are
    bank holidays on weekdays, in order."""
    days = f"({column} - {_MONDAY})"
    return f"({days} / 7 * 5 + least({days} % 7 + 1, 5) - width_bucket({column}, $4::date[]))"


def _statement(by: By) -> str:
    kind = "text" if by is By.LOT else "uuid"
    return f"""
SELECT {by.value} AS key, source,
       CASE WHEN decided_on <= $3 THEN CASE status WHEN 'declined' THEN 'declined' ELSE 'accepted' END
            WHEN status = 'withdrawn' THEN 'withdrawn'
            WHEN decision_due < $3 THEN 'overdue' ELSE 'waiting' END AS fate,
       CASE WHEN decided_on <= $3 THEN {working_day("decided_on")} - {working_day("made_on")} END AS days,
       count(*) AS referrals, count(*) FILTER (WHERE registered_on <= $3) AS registered,
       count(*) FILTER (WHERE left_on <= $3) AS left, count(*) FILTER (WHERE into_work) AS into_work
FROM referral WHERE {by.value} = ANY($1::{kind}[]) AND programme = $2 AND made_on <= $3 GROUP BY 1, 2, 3, 4
"""  # noqa: S608  (names of columns)


_STATEMENTS = {by: _statement(by) for by in By}


async def groups(
    work: UnitOfWork, by: By, keys: Sequence[Any], *, programme: str, as_of: date, holidays: Collection[date]
) -> dict[Any, list[Group]]:
    """Groups of referrals that are alike, under each of the keys."""
    weekdays = sorted(day for day in holidays if day.weekday() < 5)
    rows = await (await work.connection()).fetch(_STATEMENTS[by], keys, programme, as_of, weekdays)
    found: dict[Any, list[Group]] = {key: [] for key in keys}
    for key, source, fate, *counts in rows:
        found[key].append(Group(source, DecisionState(fate), *counts))
    return found
