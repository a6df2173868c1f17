"""Keeps what records said after they were amended, encrypted like the records themselves."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from services.participants.domain.record import Version
from services.participants.tables import RecordVersionRow
from shared.field_encryption import FieldCipher
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork

_ANSWERS: Final = "record_version.answers"
_SAID: Final = "record_version.said"

_BY_ENROLMENT = """
SELECT * FROM record_version WHERE enrolment_id = ANY($1::uuid[]) ORDER BY record_id, number
"""


async def of_enrolments(work: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, list[Version]]:
    """Load the versions that mendings added to records of these enrolments, by record, the earliest first."""
    found: dict[UUID, list[Version]] = {}
    for row in await (await work.connection()).fetch(_BY_ENROLMENT, list(ids)):
        found.setdefault(row["record_id"], []).append(_version(work.cipher, row))
    return found


async def insert(work: UnitOfWork, versions: Iterable[tuple[UUID, UUID, int, Version]]) -> None:
    """Add versions, each as the id of its enrolment and of its record, and its number among the record's."""
    rows = [_row(work, *each) for each in versions]
    await insert_many(await work.connection(), RecordVersionRow, rows, provider=work.caller.organisation)


def _row(
    work: UnitOfWork, enrolment_id: UUID, record_id: UUID, number: int, version: Version
) -> dict[str, Any]:
    id, cipher = work.new_id(), work.cipher
    said = orjson.dumps({"reason": version.reason, "author": version.author})
    return {
        "id": id,
        "record_id": record_id,
        "enrolment_id": enrolment_id,
        "number": number,
        "happened_at": version.happened_at,
        "answers": cipher.encrypt(orjson.dumps(version.answers), column=_ANSWERS, row=id),
        "missing": version.missing,
        "is_withdrawn": version.is_withdrawn,
        "said": cipher.encrypt(said, column=_SAID, row=id),
        "recorded_at": version.recorded_at,
        "recorded_by": version.recorded_by,
    }


def _version(cipher: FieldCipher, row: asyncpg.Record) -> Version:
    said = orjson.loads(cipher.decrypt(row["said"], column=_SAID, row=row["id"]))
    return Version(
        happened_at=row["happened_at"],
        recorded_at=row["recorded_at"],
        recorded_by=row["recorded_by"],
        answers=orjson.loads(cipher.decrypt(row["answers"], column=_ANSWERS, row=row["id"])),
        missing=tuple(row["missing"]),
        is_withdrawn=row["is_withdrawn"],
        **said,
    )
