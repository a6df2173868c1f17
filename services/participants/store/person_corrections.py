"""Keeps what of a person was put right, old and new, encrypted."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

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
    work: UnitOfWork, records: Sequence[UUID]
) -> dict[UUID, tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Load what these records put right: the old fields and the new ones, by record."""
    cipher = work.cipher
    return {
        row["record_id"]: (
            orjson.loads(cipher.decrypt(row["old"], column=_OLD, row=row["record_id"])),
            orjson.loads(cipher.decrypt(row["new"], column=_NEW, row=row["record_id"])),
        )
        for row in await (await work.connection()).fetch(_BY_RECORD, records)
    }


async def insert(work: UnitOfWork, corrections: Collection[PersonCorrection]) -> None:
    """Add corrections of the caller's own people."""
    cipher = work.cipher
    rows = [
        {
            "record_id": each.record_id,
            "participant_id": each.participant_id,
            "old": cipher.encrypt(orjson.dumps(each.old), column=_OLD, row=each.record_id),
            "new": cipher.encrypt(orjson.dumps(each.new), column=_NEW, row=each.record_id),
        }
        for each in corrections
    ]
    await insert_many(await work.connection(), PersonCorrectionRow, rows, provider=work.caller.organisation)
