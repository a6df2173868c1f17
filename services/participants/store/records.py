"""Keeps records: every posted event as it was posted, encrypted, for ever; what they said after they were
amended is in `record_versions`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import orjson

from services.participants.domain.record import Record, Version
from services.participants.store import record_versions
from services.participants.tables import RecordRow
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork

_ANSWERS: Final = "record.answers"

_FINGERPRINTS = "SELECT id, fingerprint, enrolment_id FROM record WHERE id = ANY($1::uuid[])"
_BY_ENROLMENT = """
SELECT record.*, participant_id FROM record JOIN enrolment ON enrolment.id = enrolment_id
WHERE enrolment_id = ANY($1::uuid[]) ORDER BY happened_at, place
"""


class NewRecord(NamedTuple):
    """One event, as it will be kept; `answers` is JSON, not yet encrypted."""

    id: UUID
    participant_id: UUID
    enrolment_id: UUID
    kind: str
    fingerprint: bytes
    happened_at: datetime
    answers: bytes
    missing: tuple[str, ...]


class Fingerprint(NamedTuple):
    """What an event is recognised by when it is posted again, and the enrolment that it is recorded for."""

    fingerprint: bytes
    enrolment_id: UUID


async def fingerprints(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, Fingerprint]:
    """Find which of the records are there already."""
    rows = await (await work.connection()).fetch(_FINGERPRINTS, list(ids))
    return {row["id"]: Fingerprint(row["fingerprint"], row["enrolment_id"]) for row in rows}


async def of_enrolments(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, list[Record]]:
    """Load everything recorded about enrolments with its versions, in the order it happened as it was posted;
    of people who were erased, nothing."""
    found: dict[UUID, list[Record]] = {each: [] for each in ids}
    rows = await (await work.connection()).fetch(_BY_ENROLMENT, ids)
    await work.cipher.load({row["participant_id"] for row in rows})
    later = await record_versions.of_enrolments(work, ids)
    for row in rows:
        person = row["participant_id"]
        if not work.cipher.can_open(person):
            continue
        answers = work.cipher.decrypt(row["answers"], person=person, column=_ANSWERS, row=row["id"])
        posted = Version(
            happened_at=row["happened_at"],
            recorded_at=row["recorded_at"],
            recorded_by=row["recorded_by"],
            answers=orjson.loads(answers),
            missing=tuple(row["missing"]),
        )
        versions = (posted, *later.get(row["id"], ()))
        found[row["enrolment_id"]].append(Record(row["id"], row["kind"], row["place"], versions))
    return found


async def insert(work: UnitOfWork, records: Sequence[NewRecord]) -> None:
    """Add records, posted by the caller."""
    await work.cipher.load({each.participant_id for each in records})
    rows = []
    for each in records:
        row = each._asdict()
        person = row.pop("participant_id")
        row["answers"] = work.cipher.encrypt(each.answers, person=person, column=_ANSWERS, row=each.id)
        rows.append(row)
    await insert_many(
        await work.connection(),
        RecordRow,
        rows,
        provider=work.caller.organisation,
        recorded_at=work.now,
        recorded_by=work.caller.subject,
    )
