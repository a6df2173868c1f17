"""Keeps what providers' systems are told, in an order in which a reader misses nothing: by transaction, and
only what is below the oldest that is still running. By row number it would miss whatever commits late."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from services.participants.domain.change import Change, Place
from services.participants.domain.due.rule import Rule, RuleCode
from services.participants.store.due import UNRESTRICTED, items_of
from shared.unit_of_work import UnitOfWork

_ADD_FALLEN_DUE: Final = """
WITH fallen AS (
    SELECT provider, enrolment_id, rule, due_on
    FROM ({items}) AS item JOIN enrolment ON enrolment.id = enrolment_id
    WHERE due_on <= $2 AND {unrestricted} AND NOT EXISTS (
        SELECT FROM change WHERE (change.enrolment_id, change.rule, change.due_on)
                                 = (item.enrolment_id, item.rule, item.due_on)
    )
    ORDER BY due_on, enrolment_id, rule LIMIT $3 FOR UPDATE OF enrolment SKIP LOCKED
)
INSERT INTO change (id, provider, enrolment_id, rule, due_on, recorded_at)
SELECT gen_random_uuid(), *, $4::timestamptz FROM fallen ORDER BY due_on, enrolment_id, rule
ON CONFLICT DO NOTHING RETURNING id
"""
"""The lock keeps an enrolment from being erased or restricted meanwhile."""
_PAGE: Final = f"""
SELECT change.id, xid::text, seq, participant_id, enrolment_id, reference, rule, due_on, recorded_at
FROM change JOIN enrolment ON enrolment.id = enrolment_id
WHERE change.provider = $1 AND {UNRESTRICTED}
  AND (xid, seq) > ($3::text::xid8, $4::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY change.xid, seq LIMIT $5
"""  # noqa: S608  (our own expression)


async def add_fallen_due(
    work: UnitOfWork,
    rules: Mapping[str, Sequence[Rule]],
    *,
    today: date,
    limit: int | None = None,
    of: Collection[UUID] | None = None,
) -> int:
    """Add what is due by `today` and was not told yet, what fell due first comes first; return how much.
    `rules` are those of each programme; `of` names the enrolments that are looked at, if not all."""
    items = items_of(rules, whose="true" if of is None else "id = ANY($5::uuid[])")
    named = [] if of is None else [list(of)]
    rows = await (await work.connection()).fetch(
        _ADD_FALLEN_DUE.format(items=items, unrestricted=UNRESTRICTED),
        *(list(rules), today, limit, work.now, *named),
    )
    return len(rows)


async def page(work: UnitOfWork, *, today: date, after: Place, limit: int) -> list[Change]:
    """List what the caller's organisation is told after a place, in order, at most `limit`."""
    provider = work.caller.organisation
    rows = await (await work.connection()).fetch(_PAGE, provider, today, str(after.xid), after.seq, limit)
    return [
        Change(id, Place(int(xid), seq), participant, enrolment, reference, RuleCode(rule), *days)
        for id, xid, seq, participant, enrolment, reference, rule, *days in rows
    ]
