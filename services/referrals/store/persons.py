"""Stores who was referred, encrypted; every reading is noted."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

import orjson
from sqlmodel import col, select, update

from services.referrals.domain.person import Person
from services.referrals.tables import ReferralRow
from shared.audit.readings import Shown
from shared.auth import Permitted
from shared.contracts.reading import FieldClass
from shared.persistence.bulk import in_array
from shared.persistence.single_row import one
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork

_PERSON: Final = "referral.person"
_STORY: Final = "referral.story"


def encrypted(work: UnitOfWork, referral_id: UUID, person: Person) -> dict[str, bytes]:
    """Encrypt a person for the columns of their referral."""
    return {
        "person": work.cipher.encrypt(orjson.dumps(person.details), column=_PERSON, row=referral_id),
        "story": work.cipher.encrypt(orjson.dumps(person.story), column=_STORY, row=referral_id),
    }


async def read(work: UnitOfWork, referral_id: UUID, *, by: Permitted | None = None) -> Person:
    """Decrypt who a referral is about; `by` is the permission that was checked, where it is another one than
    that of the route. Raises NotFound."""
    return one(await read_many(work, [referral_id], by=by))


async def read_many(
    work: UnitOfWork, ids: Collection[UUID], *, by: Permitted | None = None
) -> dict[UUID, Person]:
    """Decrypt who these referrals are about, and note each reading."""
    rows = (
        await work.session.execute(
            select(ReferralRow.id, ReferralRow.provider, ReferralRow.person, ReferralRow.story).where(
                in_array(col(ReferralRow.id), ids)
            )
        )
    ).all()
    shown = [Shown(row.provider, referral=row.id) for row in rows]
    work.readings.note([FieldClass.IDENTITY, FieldClass.STORY], shown, by=by)
    return {
        row.id: Person(
            details=orjson.loads(work.cipher.decrypt(row.person, column=_PERSON, row=row.id)),
            story=orjson.loads(work.cipher.decrypt(row.story, column=_STORY, row=row.id)),
        )
        for row in rows
    }


async def append_to_story(work: UnitOfWork, referral_id: UUID, part: str, text: str) -> None:
    """Add a text (`answers`, `withdrawal`) to what was told before. Raises NotFound."""
    stored = await work.session.scalar(select(ReferralRow.story).where(col(ReferralRow.id) == referral_id))
    if stored is None:
        raise NotFound
    story = orjson.loads(work.cipher.decrypt(stored, column=_STORY, row=referral_id))
    story[part] = [*story.get(part, []), text]
    await work.session.execute(
        update(ReferralRow)
        .where(col(ReferralRow.id) == referral_id)
        .values(story=work.cipher.encrypt(orjson.dumps(story), column=_STORY, row=referral_id))
        .execution_options(synchronize_session=False)
    )
