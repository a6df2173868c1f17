"""Writes down when somebody was last heard of, without loading anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import asyncpg

_RECORDS = """
UPDATE record SET last_contact_on = greatest(last_contact_on, touch.contact_on),
                  last_activity_on = greatest(last_activity_on, touch.activity_on),
                  activity_hours = activity_hours + touch.hours, changed_at = $5
FROM unnest($1::uuid[], $2::date[], $3::date[], $4::float8[]) AS touch (id, contact_on, activity_on, hours)
WHERE record.id = touch.id
RETURNING record.id
"""
_FINDINGS = """
UPDATE finding SET since = greatest(finding.since, moved.since)
FROM unnest($1::uuid[], $2::text[], $3::date[]) AS moved (enrolment_id, rule, since)
WHERE finding.enrolment_id = moved.enrolment_id AND finding.rule = moved.rule
      AND finding.since < moved.since
"""


@dataclass(frozen=True, slots=True)
class LastContact:
    """An enrolment was heard of: the latest contact and activity, the hours, and since when each silence
    would count if there is nothing more. A file that is not open has no silence to move on."""

    enrolment: UUID
    contact_on: date | None
    activity_on: date | None
    hours: float
    silences: tuple[tuple[str, date], ...]


async def touch(
    connection: asyncpg.Connection, touches: Sequence[LastContact], *, at: datetime
) -> list[UUID]:
    """Which of the enrolments are not known; the others are up to date now."""
    if not touches:
        return []
    rows = await connection.fetch(
        _RECORDS,
        [each.enrolment for each in touches],
        [each.contact_on for each in touches],
        [each.activity_on for each in touches],
        [each.hours for each in touches],
        at,
    )
    moved = [(each.enrolment, rule, since) for each in touches for rule, since in each.silences]
    if moved:
        enrolments, rules, dates = zip(*moved, strict=True)
        await connection.execute(_FINDINGS, enrolments, rules, dates)
    if len(rows) == len(touches):
        return []
    known = {row["id"] for row in rows}
    return [each.enrolment for each in touches if each.enrolment not in known]
