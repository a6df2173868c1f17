"""Keeps what records said after they were amended, encrypted like the records themselves."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg
import orjson

from services.participants.domain.record import Version
from services.participants.tables import RecordVersionRow
from shared.field_encryption.field_cipher import FieldCipher
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork

_ANSWERS: Final = "record_version.answers"
_SAID: Final = "record_version.said"

_BY_ENROLMENT = """
SELECT record_version.*, participant_id FROM record_version JOIN enrolment ON enrolment.id = enrolment_id
WHERE enrolment_id = ANY($1::uuid[]) ORDER BY record_id, number
"""


class NewVersion(NamedTuple):
    """A version of a record, and its number among them."""

    participant_id: UUID
    enrolment_id: UUID
    record_id: UUID
    number: int
    version: Version


async def of_enrolments(work: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, list[Version]]:
    """Load the versions that mendings added to records of these enrolments, by record, the earliest first; of
    people who were erased, none."""
    found: dict[UUID, list[Version]] = {}
    rows = await (await work.connection()).fetch(_BY_ENROLMENT, list(ids))
    await work.cipher.load({row["participant_id"] for row in rows})
    for row in rows:
        if work.cipher.can_open(row["participant_id"]):
            found.setdefault(row["record_id"], []).append(_version(work.cipher, row))
    return found


async def insert(work: UnitOfWork, versions: Sequence[NewVersion]) -> None:
    """Add versions of records."""
    await work.cipher.load({each.participant_id for each in versions})
    rows = [_row(work, each) for each in versions]
    await insert_many(await work.connection(), RecordVersionRow, rows, provider=work.caller.organisation)


def _row(work: UnitOfWork, new: NewVersion) -> dict[str, Any]:
    id, version = work.new_id(), new.version
    said = orjson.dumps({"reason": version.reason, "author": version.author})

    def sealed(value: bytes, column: str) -> bytes:
        return work.cipher.encrypt(value, person=new.participant_id, column=column, row=id)

    return {
        "id": id,
        "record_id": new.record_id,
        "enrolment_id": new.enrolment_id,
        "number": new.number,
        "happened_at": version.happened_at,
        "answers": sealed(orjson.dumps(version.answers), _ANSWERS),
        "missing": version.missing,
        "is_withdrawn": version.is_withdrawn,
        "said": sealed(said, _SAID),
        "recorded_at": version.recorded_at,
        "recorded_by": version.recorded_by,
    }


def _version(cipher: FieldCipher, row: asyncpg.Record) -> Version:
    def opened(column: str) -> bytes:
        sealed: bytes = row[column.partition(".")[2]]
        return cipher.decrypt(sealed, person=row["participant_id"], column=column, row=row["id"])

    return Version(
        happened_at=row["happened_at"],
        recorded_at=row["recorded_at"],
        recorded_by=row["recorded_by"],
        answers=orjson.loads(opened(_ANSWERS)),
        missing=tuple(row["missing"]),
        is_withdrawn=row["is_withdrawn"],
        **orjson.loads(opened(_SAID)),
    )
