"""Finds what posted events led to, and counts them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.participants.domain.receipt import DayCount, Receipt
from shared.unit_of_work import UnitOfWork

_FIND: Final = """
SELECT kind, recorded_at, record.id, participant_id, enrolment_id
FROM record JOIN enrolment ON enrolment.id = enrolment_id
WHERE record.id = $1 AND record.provider = $2
"""
_COUNT: Final = """
SELECT (recorded_at AT TIME ZONE 'Europe/London')::date AS day, kind, count(DISTINCT fingerprint)
FROM record
WHERE provider = $1 AND recorded_at >= $2 AND recorded_at < $3 AND fingerprint <> ''
GROUP BY day, kind ORDER BY day, kind
"""
"""A group session is one event and a record for each who came, all with its fingerprint. Amendments at the
address of a record are no events, and have none."""


async def find(work: UnitOfWork, record_id: UUID) -> Receipt | None:
    """Load the receipt of one of the caller's own events; None where there is none, or no person any more."""
    row = await (await work.connection()).fetchrow(_FIND, record_id, work.caller.organisation)
    return None if row is None else Receipt(*row)


async def counts(work: UnitOfWork, *, since: datetime, until: datetime) -> Sequence[DayCount]:
    """Count the caller's own events that were accepted from `since` on and before `until`, by day in Wales
    and kind."""
    rows = await (await work.connection()).fetch(_COUNT, work.caller.organisation, since, until)
    return [DayCount(*row) for row in rows]
