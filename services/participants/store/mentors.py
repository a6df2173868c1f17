"""Keeps who was ever allocated as a mentor, by a sealed reference, and counts what mentors carry."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from services.participants.domain.caseload import MentorLoad
from services.participants.domain.mentor import Mentor
from services.participants.tables import MentorRow
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork

_REFERENCE: Final = "mentor.reference"

_KNOWN = "SELECT id FROM mentor WHERE id = ANY($1::uuid[])"
_REFERENCES = "SELECT id, reference FROM mentor WHERE id = ANY($1::uuid[])"
_LOADS = """
SELECT mentor.id, mentor.provider,
       count(*) FILTER (WHERE enrolment.status = 'open') AS open,
       count(*) FILTER (WHERE enrolment.status = 'suspended') AS suspended,
       count(*) FILTER (WHERE enrolment.status = 'open' AND enrolment.intensity = 'red') AS red
FROM mentor LEFT JOIN enrolment
  ON enrolment.mentor = mentor.id AND enrolment.status <> 'closed'
WHERE mentor.id = ANY($1::uuid[]) GROUP BY mentor.id
"""


async def loads(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, MentorLoad]:
    """Count what mentors carry over all their lots; mentors that the caller may not see are left out."""
    rows = await (await work.connection()).fetch(_LOADS, ids)
    return {row["id"]: MentorLoad(**row) for row in rows}


async def references(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, str]:
    """Decrypt by which reference their provider knows these mentors; those that the caller may not see are
    left out."""
    if not ids:
        return {}
    rows = await (await work.connection()).fetch(_REFERENCES, list(ids))
    await work.cipher.load([row["id"] for row in rows])
    return {
        row["id"]: work.cipher.decrypt(
            row["reference"], person=row["id"], column=_REFERENCE, row=row["id"]
        ).decode()
        for row in rows
    }


async def insert_new(work: UnitOfWork, mentors: Collection[Mentor]) -> None:
    """Add those mentors that are not known yet."""
    if not mentors:
        return
    connection = await work.connection()
    known = {row["id"] for row in await connection.fetch(_KNOWN, [each.id for each in mentors])}
    new = [each for each in mentors if each.id not in known]
    await work.cipher.create([each.id for each in new])
    rows = [{**each._asdict(), "reference": _sealed(work, each)} for each in new]
    await insert_many(connection, MentorRow, rows)


def _sealed(work: UnitOfWork, mentor: Mentor) -> bytes:
    reference = mentor.reference.encode()
    return work.cipher.encrypt(reference, person=mentor.id, column=_REFERENCE, row=mentor.id)
