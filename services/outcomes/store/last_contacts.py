"""Saves when somebody was last heard of, without loading anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg

from services.outcomes.domain.quality import NO_HOURS_AT_ALL
from services.outcomes.tables import FindingRow, RecordRow
from shared.persistence.bulk import arrays, unnested

_HEARD: Final = ("id", "restatement", "last_contact_on", "last_activity_on", "activity_hours")
_SILENT: Final = ("enrolment_id", "rule", "since")

_RECORDS: Final = f"""
UPDATE record SET last_contact_on = greatest(record.last_contact_on, rows.last_contact_on),
                  last_activity_on = greatest(record.last_activity_on, rows.last_activity_on),
                  activity_hours = record.activity_hours + rows.activity_hours, changed_at = $6
FROM {unnested(RecordRow, _HEARD)} WHERE record.id = rows.id AND record.restatement = rows.restatement
RETURNING record.id, record.restatement,
          rows.activity_hours > 0 AND record.activity_hours = rows.activity_hours AS has_first_hours,
          (record.history #>> '{{exit,left_on}}')::date < rows.last_contact_on AS is_after_exit
"""  # noqa: S608  (names of columns)
_FINDINGS: Final = f"""
UPDATE finding SET since = rows.since FROM {unnested(FindingRow, _SILENT)}
WHERE finding.enrolment_id = rows.enrolment_id AND finding.rule = rows.rule AND finding.since < rows.since
"""  # noqa: S608
_HAS_HOURS: Final = "DELETE FROM finding WHERE enrolment_id = ANY($1) AND rule = $2"
# locked, so that a restatement that is being taken in is seen, or sees what is kept for it
_RESTATEMENTS: Final = "SELECT id, restatement FROM record WHERE id = ANY($1) ORDER BY id FOR UPDATE"


@dataclass(frozen=True, slots=True)
class LastContact:
    """An enrolment was heard of, as told under a restatement: the latest contact and activity, the hours, and
    since when each silence would count if there is nothing more. A file that is not open has none to move
    on."""

    enrolment: UUID
    restatement: int
    contact_on: date | None
    activity_on: date | None
    hours: float
    silences: tuple[tuple[str, date], ...]

    @property
    def key(self) -> tuple[UUID, int]:
        return self.enrolment, self.restatement


class Saved(NamedTuple):
    """The keys of contacts that were saved, and of those whose enrolment is not known, or not in that
    restatement yet. What was told under an older restatement is in that restatement's summary, and in neither
    list."""

    taken: Sequence[tuple[UUID, int]]
    waiting: Sequence[tuple[UUID, int]]
    after_exit: Sequence[UUID]
    """Enrolments that were heard of after the exit: their findings are to be found again."""


async def save(connection: asyncpg.Connection, contacts: Sequence[LastContact], *, at: datetime) -> Saved:
    """Bring enrolments up to date, as far as they are known."""
    if not contacts:
        return Saved((), (), ())
    heard = [
        {
            "id": each.enrolment,
            "restatement": each.restatement,
            "last_contact_on": each.contact_on,
            "last_activity_on": each.activity_on,
            "activity_hours": each.hours,
        }
        for each in contacts
    ]
    taken: Sequence[LastContact] = contacts
    rows = await connection.fetch(_RECORDS, *arrays(RecordRow, _HEARD, heard), at)
    if len(rows) < len(contacts):
        found = {(row["id"], row["restatement"]) for row in rows}
        taken = [each for each in contacts if each.key in found]
    silent = [
        {"enrolment_id": each.enrolment, "rule": rule, "since": since}
        for each in taken
        for rule, since in each.silences
    ]
    if silent:
        await connection.execute(_FINDINGS, *arrays(FindingRow, _SILENT, silent))
    if first := [row["id"] for row in rows if row["has_first_hours"]]:
        await connection.execute(_HAS_HOURS, first, NO_HOURS_AT_ALL)
    saved = [each.key for each in taken]
    after_exit = [row["id"] for row in rows if row["is_after_exit"]]
    if taken is contacts:
        return Saved(saved, (), after_exit)
    missed = await _missed(connection, [each for each in contacts if each.key not in found], at=at)
    return Saved([*saved, *missed.taken], missed.waiting, [*after_exit, *missed.after_exit])


async def _missed(connection: asyncpg.Connection, contacts: Sequence[LastContact], *, at: datetime) -> Saved:
    """Save those of the contacts whose restatement has come meanwhile, and find those that have to wait."""
    rows = await connection.fetch(_RESTATEMENTS, [each.enrolment for each in contacts])
    restatements = {row["id"]: row["restatement"] for row in rows}
    waiting = [each.key for each in contacts if restatements.get(each.enrolment, -1) < each.restatement]
    come = [each for each in contacts if restatements.get(each.enrolment) == each.restatement]
    saved = await save(connection, come, at=at)
    return saved._replace(waiting=[*waiting, *saved.waiting])
