"""Several people and enrolments at once; that somebody read who they are is written down."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from services.participants.domain.enrolment import Enrolment
from services.participants.store.intake import IDENTITY, enrolment
from services.participants.tables import PersonReadRow
from shared.reading_audit import record_readings
from shared.unit_of_work import UnitOfWork

_PAGE = """
SELECT DISTINCT participant_id FROM enrolment
WHERE participant_id > $1 AND ($2::text IS NULL OR reference = $2) AND ($3::text IS NULL OR status = $3)
  AND ($4::text IS NULL OR lot = $4) AND (NOT $5 OR missing <> '{}')
ORDER BY participant_id LIMIT $6
"""
_OF_PEOPLE = """
SELECT * FROM enrolment WHERE participant_id = ANY($1::uuid[]) ORDER BY registered_on, id
"""
_ENROLMENTS = "SELECT * FROM enrolment WHERE id = ANY($1::uuid[])"
_SEALED = "SELECT id, provider, identity FROM participant WHERE id = ANY($1::uuid[])"


async def people(
    work: UnitOfWork,
    *,
    after: UUID,
    size: int,
    reference: str | None,
    status: str | None,
    lot: str | None,
    incomplete: bool,
) -> list[UUID]:
    """The ids of the organisation's people with such an enrolment, in order."""
    rows = await (await work.connection()).fetch(_PAGE, after, reference, status, lot, incomplete, size)
    return [row["participant_id"] for row in rows]


async def enrolments_of(work: UnitOfWork, participants: Sequence[UUID]) -> dict[UUID, list[Enrolment]]:
    """Each person's enrolments; people that the caller may not see are not in it."""
    found: dict[UUID, list[Enrolment]] = {}
    for row in await (await work.connection()).fetch(_OF_PEOPLE, participants):
        found.setdefault(row["participant_id"], []).append(enrolment(row))
    return found


async def enrolments(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Enrolment]:
    rows = await (await work.connection()).fetch(_ENROLMENTS, ids)
    return {row["id"]: enrolment(row) for row in rows}


async def identities(
    work: UnitOfWork, participants: Sequence[UUID], purpose: str
) -> dict[UUID, dict[str, Any]]:
    """Who people are; each reading for `purpose` is written down."""
    rows = await (await work.connection()).fetch(_SEALED, participants)
    read = {row["id"]: row["provider"] for row in rows}
    await record_readings(work, PersonReadRow, "participant_id", read, purpose=purpose)
    return {
        row["id"]: orjson.loads(work.cipher.decrypt(row["identity"], column=IDENTITY, row=row["id"]))
        for row in rows
    }
