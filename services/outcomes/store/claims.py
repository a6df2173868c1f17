"""Claims and refusals as they are asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

COLUMNS = """
SELECT claim.id, enrolment_id, participant, provider, claim.programme, lot, category, part,
       decision::text AS decision, rule, dates::text AS dates, evidence, achievement, level,
       counted_on, decided_at, withdrawn_at, withdrawn_because
FROM claim JOIN cell ON cell.id = claim.cell
"""
_ONE = f"{COLUMNS} WHERE claim.id = $1"
_PAGE = f"""{COLUMNS}
WHERE claim.id > $1 AND ($3::text IS NULL OR claim.programme = $3) AND ($4::text IS NULL OR category = $4)
      AND ($5::verdict IS NULL OR decision = $5) AND ($6::uuid IS NULL OR enrolment_id = $6)
      AND ($7::uuid IS NULL OR participant = $7)
ORDER BY claim.id LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, or a refusal to claim, with all that an auditor reads why from (handbook 3)."""

    id: UUID
    enrolment_id: UUID
    participant: UUID
    provider: UUID
    programme: str
    lot: str
    category: str
    part: str | None
    decision: str
    rule: str
    dates: dict[str, date]
    evidence: str | None
    achievement: UUID | None
    level: int | None
    counted_on: date | None
    decided_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims are asked for; None is "any"."""

    programme: str | None = None
    category: str | None = None
    decision: str | None = None
    enrolment: UUID | None = None
    participant: UUID | None = None


async def one(connection: asyncpg.Connection, claim: UUID) -> Claim | None:
    row = await connection.fetchrow(_ONE, claim)
    return None if row is None else of_row(row)


async def page(connection: asyncpg.Connection, wanted: ClaimFilter, *, after: UUID, size: int) -> list[Claim]:
    """In the order of their ids, from after one on."""
    rows = await connection.fetch(
        _PAGE,
        after,
        size,
        wanted.programme,
        wanted.category,
        wanted.decision,
        wanted.enrolment,
        wanted.participant,
    )
    return [of_row(row) for row in rows]


def of_row(row: Any) -> Claim:
    dates = {name: date.fromisoformat(day) for name, day in orjson.loads(row["dates"]).items()}
    return Claim(**{**row, "dates": dates})
