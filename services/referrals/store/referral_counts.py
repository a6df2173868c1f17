"""Counts referrals as of a date out of their history, for many lots, providers or referrers in one statement;
row-level security decides which rows a caller has counted."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.referrals.domain.referral_counts import DecisionState, GroupBy, ReferralGroup
from shared.unit_of_work import UnitOfWork

_KEYS: Final = {
    GroupBy.LOT: ("lot", "text"),
    GroupBy.PROVIDER: ("provider", "uuid"),
    GroupBy.REFERRER: ("referrer", "uuid"),
}
"""The column of each key, and its type."""

_MONDAY = "DATE '2000-01-03'"


def working_day(column: str) -> str:
    """Write the number of a working day, counted from a Monday: `working_days_after` as an expression. `$4`
    are bank holidays on weekdays, in order."""
    days = f"({column} - {_MONDAY})"
    return f"({days} / 7 * 5 + least({days} % 7 + 1, 5) - width_bucket({column}, $4::date[]))"


def _statement(key: str, where: str) -> str:
    return f"""
SELECT {key} AS key, source,
       CASE WHEN decided_on <= $3 THEN CASE status WHEN 'declined' THEN 'declined' ELSE 'accepted' END
            WHEN status = 'withdrawn' THEN 'withdrawn'
            WHEN status <> 'returned' AND decision_due < $3 THEN 'overdue' ELSE 'waiting' END AS state,
       CASE WHEN decided_on <= $3 THEN {working_day("decided_on")} - {working_day("made_on")} END AS days,
       count(*) AS referrals, count(*) FILTER (WHERE registered_on <= $3) AS registered,
       count(*) FILTER (WHERE left_on <= $3) AS left, count(*) FILTER (WHERE into_work_on <= $3) AS into_work
FROM referral_history
WHERE {where} AND ($2::text IS NULL OR programme = $2) AND made_on <= $3
  AND happened_on <= $3 AND (superseded_on IS NULL OR superseded_on > $3) AND voided_at IS NULL
GROUP BY 1, 2, 3, 4
"""  # noqa: S608  (names of columns)


_STATEMENTS: Final = {by: _statement(key, f"{key} = ANY($1::{kind}[])") for by, (key, kind) in _KEYS.items()}
_BY_MONTH: Final = _statement("date_trunc('month', made_on)::date", "referrer = $1")


async def count_many(
    work: UnitOfWork,
    by: GroupBy,
    keys: Sequence[Any],
    *,
    programme: str | None,
    as_of: date,
    holidays: Collection[date],
) -> dict[Any, list[ReferralGroup]]:
    """Count referrals that are alike, under each of the keys."""
    found: dict[Any, list[ReferralGroup]] = {key: [] for key in keys}
    for key, group in await _groups(work, _STATEMENTS[by], keys, programme, as_of, holidays):
        found[key].append(group)
    return found


async def count_by_month(
    work: UnitOfWork, referrer: UUID, *, programme: str | None, as_of: date, holidays: Collection[date]
) -> dict[date, list[ReferralGroup]]:
    """Count the referrals of a partner that are alike, by the first day of the month in which they were made;
    of all programmes where none is named."""
    found: dict[date, list[ReferralGroup]] = {}
    for month, group in await _groups(work, _BY_MONTH, referrer, programme, as_of, holidays):
        found.setdefault(month, []).append(group)
    return found


async def _groups(
    work: UnitOfWork, statement: str, of: Any, programme: str | None, as_of: date, holidays: Collection[date]
) -> list[tuple[Any, ReferralGroup]]:
    weekdays = sorted(day for day in holidays if day.weekday() < 5)
    rows = await (await work.connection()).fetch(statement, of, programme, as_of, weekdays)
    return [
        (key, ReferralGroup(source, DecisionState(state), *counts)) for key, source, state, *counts in rows
    ]
