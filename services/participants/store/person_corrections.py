"""Keeps what of a person was put right, old and new, encrypted."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg
import orjson

from services.participants.tables import PersonCorrectionRow
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork

_OLD: Final = "person_correction.old"
_NEW: Final = "person_correction.new"

_BY_RECORD = "SELECT record_id, old, new FROM person_correction WHERE record_id = ANY($1::uuid[])"


class PersonCorrection(NamedTuple):
    """The fields of a person that were put right by the event with this record, before and after."""

    record_id: UUID
    participant_id: UUID
    old: Mapping[str, Any]
    new: Mapping[str, Any]


async def of_records(
    work: UnitOfWork, participant_id: UUID, records: Sequence[UUID]
) -> dict[UUID, tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Load what these records of a person put right: the old fields and the new ones, by record."""
    cipher = work.cipher
    await cipher.load([participant_id])

    def opened(row: asyncpg.Record, column: str) -> Mapping[str, Any]:
        sealed, id = row[column.partition(".")[2]], row["record_id"]
        fields: Mapping[str, Any] = orjson.loads(
            cipher.decrypt(sealed, person=participant_id, column=column, row=id)
        )
        return fields

    rows = await (await work.connection()).fetch(_BY_RECORD, records)
    return {row["record_id"]: (opened(row, _OLD), opened(row, _NEW)) for row in rows}


async def insert(work: UnitOfWork, corrections: Collection[PersonCorrection]) -> None:
    """Add corrections of the caller's own people."""
    cipher = work.cipher
    await cipher.load({each.participant_id for each in corrections})
    rows = [
        {
            "record_id": each.record_id,
            "participant_id": each.participant_id,
            "old": cipher.encrypt(
                orjson.dumps(each.old), person=each.participant_id, column=_OLD, row=each.record_id
            ),
            "new": cipher.encrypt(
                orjson.dumps(each.new), person=each.participant_id, column=_NEW, row=each.record_id
            ),
        }
        for each in corrections
    ]
    await insert_many(await work.connection(), PersonCorrectionRow, rows, provider=work.caller.organisation)
