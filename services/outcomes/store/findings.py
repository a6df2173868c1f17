"""Keeps data-quality findings, by record and rule."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import asyncpg

from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.quality import Finding
from services.outcomes.domain.quality.record_to_mend import (
    EnrolmentFinding,
    FindingBatch,
    FindingFilter,
    RecordWithFindings,
)
from services.outcomes.store.enrolment_figures import Cells, cell_of
from services.outcomes.tables import FindingRow
from shared.persistence.bulk import delete_many, insert_many, update_many
from shared.persistence.row_count import FIRST_OF_ALL, count_answers

_RECORDS = """
SELECT enrolment_id FROM finding
WHERE enrolment_id > $1 AND since <= $3 AND ($4::text IS NULL OR rule = $4)
      AND ($5::text IS NULL OR cell IN (SELECT id FROM cell WHERE lot = $5))
      AND ($6::uuid IS NULL OR provider = $6)
GROUP BY enrolment_id ORDER BY enrolment_id LIMIT $2
"""
_OF_RECORDS = """
SELECT enrolment_id, participant, finding.provider, lot, rule, since, about
FROM finding JOIN record ON record.id = enrolment_id JOIN cell ON cell.id = finding.cell
WHERE enrolment_id = ANY($1) AND since <= $2 AND ($3::text IS NULL OR rule = $3)
ORDER BY enrolment_id, since, rule
"""
_OF_PARTICIPANTS = """
SELECT participant, enrolment_id, record.provider, rule, since, about
FROM record JOIN finding ON finding.enrolment_id = record.id
WHERE participant = ANY($1) AND since <= $2 ORDER BY since, rule
"""
_BATCHES = """
SELECT provider, lot, rule, sum(records)::int AS records FROM (
    SELECT provider, cell, rule, count(*) AS records FROM finding
    WHERE since <= $1 AND ($3::text IS NULL OR rule = $3) AND ($4::uuid IS NULL OR provider = $4)
      AND ($2::text IS NULL OR cell IN (SELECT id FROM cell WHERE lot = $2))
    GROUP BY provider, cell, rule
) AS found JOIN cell ON cell.id = found.cell GROUP BY provider, lot, rule ORDER BY rule, lot, provider
"""
_BY_LOT = """
SELECT lot, rule, sum(records)::int AS records FROM (
    SELECT cell, rule, count(*) AS records FROM finding WHERE since <= $1 GROUP BY cell, rule
) AS found JOIN cell ON cell.id = found.cell GROUP BY lot, rule
"""
_MOVE = """
UPDATE finding SET cell = moved.cell FROM unnest($1::uuid[], $2::smallint[]) AS moved (enrolment_id, cell)
WHERE finding.enrolment_id = moved.enrolment_id
"""


async def page(
    connection: asyncpg.Connection, which: FindingFilter, *, as_of: date, after: UUID, limit: int
) -> list[RecordWithFindings]:
    """Up to `limit` records in the order of their ids, after one of them."""
    rows = await connection.fetch(_RECORDS, after, limit, as_of, which.rule, which.lot, which.provider)
    found: dict[UUID, RecordWithFindings] = {}
    ids = [row["enrolment_id"] for row in rows]
    for row in await connection.fetch(_OF_RECORDS, ids, as_of, which.rule):
        id = row["enrolment_id"]
        before = found[id].findings if id in found else ()
        findings = (*before, Finding(row["rule"], row["since"], tuple(row["about"])))
        found[id] = RecordWithFindings(id, row["participant"], row["provider"], row["lot"], findings)
    return list(found.values())


async def count(connection: asyncpg.Connection, which: FindingFilter, *, as_of: date) -> int:
    """How many records have something to mend."""
    conditions = (as_of, which.rule, which.lot, which.provider)
    return await count_answers(connection, _RECORDS, FIRST_OF_ALL, None, *conditions)


async def of_participants(
    connection: asyncpg.Connection, participants: Sequence[UUID], as_of: date
) -> dict[UUID, list[EnrolmentFinding]]:
    """What is to be mended in the records of each participant."""
    found: dict[UUID, list[EnrolmentFinding]] = {participant: [] for participant in participants}
    for participant, enrolment_id, provider, rule, since, about in await connection.fetch(
        _OF_PARTICIPANTS, participants, as_of
    ):
        found[participant].append(EnrolmentFinding(enrolment_id, provider, rule, since, tuple(about)))
    return found


async def batches(connection: asyncpg.Connection, which: FindingFilter, *, as_of: date) -> list[FindingBatch]:
    """How many records of each provider and lot break each rule."""
    rows = await connection.fetch(_BATCHES, as_of, which.lot, which.rule, which.provider)
    return [FindingBatch(row["provider"], row["lot"], row["rule"], row["records"]) for row in rows]


async def count_by_lot(connection: asyncpg.Connection, as_of: date) -> dict[str, dict[str, int]]:
    """How many records of each lot break each rule."""
    found: dict[str, dict[str, int]] = {}
    for row in await connection.fetch(_BY_LOT, as_of):
        found.setdefault(row["lot"], {})[row["rule"]] = row["records"]
    return found


async def save(
    connection: asyncpg.Connection, case_files: Sequence[CaseFile], cells: Cells, *, at: datetime
) -> None:
    """New findings, those that changed or now count in another operation, and those that are mended. `cells`
    has those of every record."""
    moved = [each for each in case_files if each.loaded and each.loaded.cell != each.enrolment.cell]
    if moved:
        there = [cells[cell_of(each.enrolment)] for each in moved]
        await connection.execute(_MOVE, [each.enrolment.id for each in moved], there)
    mended = [
        {"enrolment_id": each.enrolment.id, "rule": rule} for each in case_files for rule in each.mended
    ]
    await delete_many(connection, FindingRow, mended)
    new, changed = [], []
    for each in case_files:
        for finding in each.found:
            row = {"enrolment_id": each.enrolment.id, **finding._asdict()}
            if finding.rule in each.findings:
                changed.append(row)
            else:
                new.append(
                    {**row, "provider": each.enrolment.provider, "cell": cells[cell_of(each.enrolment)]}
                )
    await update_many(connection, FindingRow, changed)
    await insert_many(connection, FindingRow, new, recorded_at=at)
