"""Keeps people: who they are, encrypted, and that somebody read it, written down."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from services.participants.domain.enrolment import ParticipantId
from services.participants.domain.person import NewPerson
from services.participants.store import index_keys
from services.participants.tables import ParticipantRow
from shared.audit.readings import Shown
from shared.contracts.reading import FieldClass
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork

_IDENTITY = "participant.identity"

Identity = Mapping[str, Any]

_BY_REFERENCE = "SELECT id, reference FROM participant WHERE provider = $1 AND reference = ANY($2::text[])"
_BY_NI_NUMBER = "SELECT ni_index FROM participant WHERE provider = $1 AND ni_index = ANY($2::bytea[])"
_BY_REFERENCE_SEALED = """
SELECT id, reference, identity FROM participant WHERE provider = $1 AND reference = ANY($2::text[])
"""
_HOLDERS = (
    "SELECT id, reference, ni_index FROM participant WHERE provider = $1 AND ni_index = ANY($2::bytea[])"
)
_CORRECT = """
UPDATE participant SET identity = rows.identity, ni_index = rows.ni_index,
    ni_index_version = CASE WHEN rows.ni_index IS NULL THEN NULL ELSE $4::int END
FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS rows (id, identity, ni_index)
WHERE participant.id = rows.id
"""
_SEALED = """
SELECT id, provider, identity FROM participant
WHERE id = ANY($1::uuid[]) AND ($2::date IS NULL OR restricted_until IS NULL OR restricted_until < $2)
"""


async def ids_by_reference(work: UnitOfWork, references: Collection[str]) -> dict[str, ParticipantId]:
    """Find which of the references the organisation already uses, and for whom."""
    if not references:
        return {}
    rows = await (await work.connection()).fetch(_BY_REFERENCE, work.caller.organisation, list(references))
    return {row["reference"]: ParticipantId(row["id"]) for row in rows}


async def known_ni_numbers(work: UnitOfWork, numbers: Collection[str]) -> set[str]:
    """Find which NI numbers the organisation's people already have."""
    if not numbers:
        return set()
    by_index = await _indexes(work, numbers)
    rows = await (await work.connection()).fetch(_BY_NI_NUMBER, work.caller.organisation, list(by_index))
    return {by_index[row["ni_index"]] for row in rows}


async def identities(
    work: UnitOfWork, ids: Sequence[UUID], *, unrestricted_on: date | None
) -> dict[UUID, dict[str, Any]]:
    """Decrypt who people are; each reading is noted. Those whom the caller may not see, those who were
    erased, and those who are restricted on a day, where one is named, are left out."""
    found = await (await work.connection()).fetch(_SEALED, ids, unrestricted_on)
    await work.cipher.load([row["id"] for row in found])
    rows = [row for row in found if work.cipher.can_open(row["id"])]
    work.readings.note([FieldClass.IDENTITY], [Shown(row["provider"], participant=row["id"]) for row in rows])
    return {row["id"]: _identity(work, row) for row in rows}


async def to_mend(work: UnitOfWork, references: Collection[str]) -> dict[str, tuple[ParticipantId, Identity]]:
    """Load who the organisation's people under these references are, for working out what follows from it:
    nobody is shown it, and no reading is recorded."""
    rows = await (await work.connection()).fetch(
        _BY_REFERENCE_SEALED, work.caller.organisation, list(references)
    )
    await work.cipher.load([row["id"] for row in rows])
    return {row["reference"]: (ParticipantId(row["id"]), _identity(work, row)) for row in rows}


async def holders(work: UnitOfWork, numbers: Collection[str]) -> dict[str, dict[ParticipantId, str]]:
    """Find the organisation's people who have these NI numbers: their references, by number and person."""
    by_index = await _indexes(work, numbers)
    found: dict[str, dict[ParticipantId, str]] = {}
    rows = await (await work.connection()).fetch(_HOLDERS, work.caller.organisation, list(by_index))
    for row in rows:
        found.setdefault(by_index[row["ni_index"]], {})[ParticipantId(row["id"])] = row["reference"]
    return found


async def correct(work: UnitOfWork, people: Collection[tuple[ParticipantId, Identity, str | None]]) -> None:
    """Save who people are from now on, each with the NI number that can be matched."""
    if not people:
        return
    cipher = work.cipher
    await cipher.load([id for id, _, _ in people])
    newest = max(await index_keys.versions(work))
    await (await work.connection()).execute(
        _CORRECT,
        [id for id, _, _ in people],
        [
            cipher.encrypt(orjson.dumps(identity), person=id, column=_IDENTITY, row=id)
            for id, identity, _ in people
        ],
        [cipher.blind_index(number, version=newest) if number else None for *_, number in people],
        newest,
    )


async def insert(work: UnitOfWork, people: Sequence[NewPerson]) -> None:
    """Add people of the caller's organisation, each with a data key of their own."""
    cipher = work.cipher
    await cipher.create([each.id for each in people])
    newest = max(await index_keys.versions(work)) if any(each.ni_number for each in people) else 0
    await insert_many(
        await work.connection(),
        ParticipantRow,
        [
            {
                "id": each.id,
                "reference": each.reference,
                "identity": cipher.encrypt(
                    orjson.dumps(each.identity), person=each.id, column=_IDENTITY, row=each.id
                ),
                "ni_index": cipher.blind_index(each.ni_number, version=newest) if each.ni_number else None,
                "ni_index_version": newest if each.ni_number else None,
            }
            for each in people
        ],
        provider=work.caller.organisation,
    )


async def _indexes(work: UnitOfWork, numbers: Collection[str]) -> dict[bytes, str]:
    """Every index under which somebody with one of these NI numbers may be found, with the number."""
    versions = await index_keys.versions(work)
    return {
        work.cipher.blind_index(number, version=version): number for number in numbers for version in versions
    }


def _identity(work: UnitOfWork, row: asyncpg.Record) -> dict[str, Any]:
    identity: dict[str, Any] = orjson.loads(
        work.cipher.decrypt(row["identity"], person=row["id"], column=_IDENTITY, row=row["id"])
    )
    return identity
