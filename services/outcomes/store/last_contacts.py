"""Saves when somebody was last heard of, without loading anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import asyncpg

from services.outcomes.tables import FindingRow, RecordRow
from shared.persistence.bulk import arrays, unnested

_HEARD: Final = ("id", "last_contact_on", "last_activity_on", "activity_hours")
_SILENT: Final = ("enrolment_id", "rule", "since")

_RECORDS: Final = f"""
UPDATE record SET last_contact_on = greatest(record.last_contact_on, rows.last_contact_on),
                  last_activity_on = greatest(record.last_activity_on, rows.last_activity_on),
                  activity_hours = record.activity_hours + rows.activity_hours, changed_at = $5
FROM {unnested(RecordRow, _HEARD)} WHERE record.id = rows.id
RETURNING record.id
"""  # noqa: S608  (names of columns)
_FINDINGS: Final = f"""
UPDATE finding SET since = rows.since FROM {unnested(FindingRow, _SILENT)}
WHERE finding.enrolment_id = rows.enrolment_id AND finding.rule = rows.rule AND finding.since < rows.since
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class LastContact:
    """An enrolment was heard of: the latest contact and activity, the hours, and since when each silence
    would count if there is nothing more. A file that is not open has no silence to move on."""

    enrolment: UUID
    contact_on: date | None
    activity_on: date | None
    hours: float
    silences: tuple[tuple[str, date], ...]


async def save(
    connection: asyncpg.Connection, contacts: Sequence[LastContact], *, at: datetime
) -> list[UUID]:
    """Returns the enrolments that are not known; the others are up to date now."""
    if not contacts:
        return []
    heard = [
        {
            "id": each.enrolment,
            "last_contact_on": each.contact_on,
            "last_activity_on": each.activity_on,
            "activity_hours": each.hours,
        }
        for each in contacts
    ]
    rows = await connection.fetch(_RECORDS, *arrays(RecordRow, _HEARD, heard), at)
    silent = [
        {"enrolment_id": each.enrolment, "rule": rule, "since": since}
        for each in contacts
        for rule, since in each.silences
    ]
    if silent:
        await connection.execute(_FINDINGS, *arrays(FindingRow, _SILENT, silent))
    if len(rows) == len(contacts):
        return []
    known = {row["id"] for row in rows}
    return [each.enrolment for each in contacts if each.enrolment not in known]
