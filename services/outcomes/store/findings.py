"""Data-quality findings as they are asked for: record by record, or counted by rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

_RECORDS = """
SELECT enrolment_id FROM finding
WHERE enrolment_id > $1 AND since <= $3 AND ($4::text IS NULL OR rule = $4)
      AND ($5::text IS NULL OR cell IN (SELECT id FROM cell WHERE lot = $5))
GROUP BY enrolment_id ORDER BY enrolment_id LIMIT $2
"""
_FINDINGS = """
SELECT enrolment_id, participant, finding.provider, lot, rule, since, about
FROM finding JOIN record ON record.id = enrolment_id JOIN cell ON cell.id = finding.cell
WHERE enrolment_id = ANY($1) AND since <= $2 AND ($3::text IS NULL OR rule = $3)
ORDER BY enrolment_id, since, rule
"""
_BY_RULE = """
SELECT rule, count(*) AS records FROM finding
WHERE since <= $1 AND ($2::text IS NULL OR cell IN (SELECT id FROM cell WHERE lot = $2))
GROUP BY rule ORDER BY rule
"""


@dataclass(frozen=True, slots=True)
class FindingRow:
    rule: str
    since: date
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordWithFindings:
    """A record with what is to be mended in it."""

    enrolment_id: UUID
    participant: UUID
    provider: UUID
    lot: str
    findings: tuple[FindingRow, ...]


async def page(
    connection: asyncpg.Connection, *, as_of: date, rule: str | None, lot: str | None, after: UUID, size: int
) -> list[RecordWithFindings]:
    """Records in the order of their ids, from after one on."""
    rows = await connection.fetch(_RECORDS, after, size, as_of, rule, lot)
    found: dict[UUID, RecordWithFindings] = {}
    ids: Sequence[UUID] = [row["enrolment_id"] for row in rows]
    for id, participant, provider, in_lot, broken, since, about in await connection.fetch(
        _FINDINGS, ids, as_of, rule
    ):
        before = found[id].findings if id in found else ()
        findings = (*before, FindingRow(broken, since, tuple(about)))
        found[id] = RecordWithFindings(id, participant, provider, in_lot, findings)
    return list(found.values())


async def by_rule(connection: asyncpg.Connection, *, as_of: date, lot: str | None) -> dict[str, int]:
    """How many records break each rule."""
    rows = await connection.fetch(_BY_RULE, as_of, lot)
    return {row["rule"]: row["records"] for row in rows}
