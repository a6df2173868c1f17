"""Keeps which follow-ups have been announced as due."""

from collections.abc import Collection
from datetime import date

from services.participants.domain.follow_up import DueFollowUp
from shared.unit_of_work import UnitOfWork

_TAKE_DUE = """
UPDATE enrolment SET follow_up_announced = true
WHERE id IN (
    SELECT id FROM enrolment
    WHERE follow_up_due_on <= $1 AND NOT follow_up_announced AND programme = ANY($2::text[])
    ORDER BY follow_up_due_on, id LIMIT $3 FOR UPDATE SKIP LOCKED
)
RETURNING id AS enrolment_id, participant_id, provider, programme, left_on
"""
_COUNT_OTHERS = """
SELECT programme, count(*) FROM enrolment
WHERE follow_up_due_on <= $1 AND NOT follow_up_announced AND programme <> ALL($2::text[])
GROUP BY programme
"""


async def take_due(
    work: UnitOfWork, on: date, *, programmes: Collection[str], limit: int
) -> list[DueFollowUp]:
    """Take the follow-ups of these programmes that are due by a date, each once: those longest due first, at
    most `limit`."""
    rows = await (await work.connection()).fetch(_TAKE_DUE, on, list(programmes), limit)
    return [DueFollowUp(**row) for row in rows]


async def count_due_of_others(work: UnitOfWork, on: date, *, programmes: Collection[str]) -> dict[str, int]:
    """Count the follow-ups due by a date in any other programme, by programme."""
    rows = await (await work.connection()).fetch(_COUNT_OTHERS, on, list(programmes))
    return {row["programme"]: row["count"] for row in rows}
