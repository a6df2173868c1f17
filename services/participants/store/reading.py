"""Reading people, enrolments and records, within what the caller may see; that somebody read who a person
is, is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlmodel import col, select

from services.participants.domain.enrolment import Enrolment
from services.participants.store.intake import ANSWERS, IDENTITY, enrolment
from services.participants.tables import ExpectedRow, ParticipantRow, PersonReadRow, RecordRow
from shared.persistence.bulk import in_array
from shared.reading_audit import record_readings
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork

_PAGE = """
SELECT * FROM enrolment
WHERE participant_id > $1 AND ($2::text IS NULL OR reference = $2) AND ($3::text IS NULL OR status = $3)
  AND ($4::text IS NULL OR lot = $4) AND (NOT $5 OR missing <> '{}')
ORDER BY participant_id, id LIMIT $6
"""


@dataclass(frozen=True, slots=True)
class Record:
    id: UUID
    kind: str
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    answers: dict[str, Any]
    missing: tuple[str, ...]


async def page(
    work: UnitOfWork,
    *,
    after: UUID,
    size: int,
    reference: str | None,
    status: str | None,
    lot: str | None,
    incomplete: bool,
) -> list[Enrolment]:
    """The organisation's enrolments, by participant."""
    rows = await (await work.connection()).fetch(_PAGE, after, reference, status, lot, incomplete, size)
    return [enrolment(row) for row in rows]


async def enrolments_of(work: UnitOfWork, participant_id: UUID) -> list[Enrolment]:
    """Raises NotFound."""
    rows = await (await work.connection()).fetch(
        "SELECT * FROM enrolment WHERE participant_id = $1 ORDER BY registered_on, id", participant_id
    )
    if not rows:
        raise NotFound
    return [enrolment(row) for row in rows]


async def identity_of(work: UnitOfWork, participant_id: UUID, *, purpose: str) -> dict[str, Any]:
    """Who a participant is; that it is read for `purpose` is written down. Raises NotFound."""
    row = await work.session.get(ParticipantRow, participant_id)
    if row is None:
        raise NotFound
    await record_readings(work, PersonReadRow, "participant_id", {row.id: row.provider}, purpose=purpose)
    opened: dict[str, Any] = orjson.loads(work.cipher.decrypt(row.identity, column=IDENTITY, row=row.id))
    return opened


async def records_of(work: UnitOfWork, enrolment_ids: Sequence[UUID]) -> dict[UUID, list[Record]]:
    """Everything recorded about the enrolments, in the order it happened."""
    rows = await work.session.scalars(
        select(RecordRow)
        .where(in_array(col(RecordRow.enrolment_id), enrolment_ids))
        .order_by(col(RecordRow.happened_at), col(RecordRow.recorded_at), col(RecordRow.id))
    )
    found: dict[UUID, list[Record]] = {enrolment_id: [] for enrolment_id in enrolment_ids}
    for row in rows:
        answers = orjson.loads(work.cipher.decrypt(row.answers, column=ANSWERS, row=row.id))
        found[row.enrolment_id].append(
            Record(
                id=row.id,
                kind=row.kind,
                happened_at=row.happened_at,
                recorded_at=row.recorded_at,
                recorded_by=row.recorded_by,
                answers=answers,
                missing=tuple(row.missing),
            )
        )
    return found


async def expected(work: UnitOfWork, *, after: UUID, size: int) -> list[ExpectedRow]:
    rows = await work.session.scalars(
        select(ExpectedRow)
        .where(col(ExpectedRow.referral_id) > after, col(ExpectedRow.status) == "expected")
        .order_by(col(ExpectedRow.referral_id))
        .limit(size)
    )
    return list(rows)
