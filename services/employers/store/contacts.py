"""Stores who to speak to at an employer, encrypted, for the provider that wrote it down."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

import orjson
from sqlmodel import col, select

from services.employers.tables import ContactRow
from shared.persistence.bulk import in_array, upsert_many
from shared.unit_of_work import UnitOfWork

_PEOPLE: Final = "employer_contact.people"

Contacts = list[dict[str, Any]]
"""People at one employer, as a provider wrote them down."""


async def get_many(work: UnitOfWork, employers: Collection[UUID]) -> dict[UUID, Contacts]:
    """Decrypt who to speak to at each employer: nobody, where another provider wrote it down."""
    rows = await work.session.scalars(
        select(ContactRow).where(in_array(col(ContactRow.employer_id), employers))
    )
    await work.cipher.load(employers)
    found: dict[UUID, Contacts] = {employer: [] for employer in employers}
    for row in rows:
        id = row.employer_id
        people = work.cipher.decrypt(row.people, person=id, column=_PEOPLE, row=id)
        found[row.employer_id] = orjson.loads(people)
    return found


async def put(work: UnitOfWork, employer_id: UUID, contacts: Contacts) -> None:
    """Store who to speak to at an employer, as the caller's organisation says, under a data key of that
    employer's."""
    await work.cipher.create([employer_id])
    people = work.cipher.encrypt(orjson.dumps(contacts), person=employer_id, column=_PEOPLE, row=employer_id)
    row = {"employer_id": employer_id, "provider": work.caller.organisation, "people": people}
    await upsert_many(await work.connection(), ContactRow, [row])
