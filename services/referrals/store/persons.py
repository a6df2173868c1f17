"""Stores who was referred, encrypted; every reading is noted."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

import orjson
from sqlmodel import col, select, update

from services.referrals.domain.person import Person
from services.referrals.domain.referral import CAME_TO_NOTHING
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
        "person": _sealed(work, referral_id, _PERSON, person.details),
        "story": _sealed(work, referral_id, _STORY, person.story),
    }


async def read(work: UnitOfWork, referral_id: UUID, *, by: Permitted | None = None) -> Person:
    """Decrypt who a referral is about; `by` is the permission that was checked, where it is another one than
    that of the route. Raises NotFound."""
    return one(await read_many(work, [referral_id], by=by))


async def read_many(
    work: UnitOfWork, ids: Collection[UUID], *, by: Permitted | None = None
) -> dict[UUID, Person]:
    """Decrypt who these referrals are about, and note each reading. People who were erased, and those whose
    referral was declined or withdrawn, are left out."""
    found = (
        await work.session.execute(
            select(ReferralRow.id, ReferralRow.provider, ReferralRow.person, ReferralRow.story).where(
                in_array(col(ReferralRow.id), ids), col(ReferralRow.status).not_in(sorted(CAME_TO_NOTHING))
            )
        )
    ).all()
    await work.cipher.load([row.id for row in found])
    rows = [row for row in found if work.cipher.can_open(row.id)]
    shown = [Shown(row.provider, referral=row.id) for row in rows]
    work.readings.note([FieldClass.IDENTITY, FieldClass.STORY], shown, by=by)
    return {
        row.id: Person(
            details=_opened(work, row.id, _PERSON, row.person),
            story=_opened(work, row.id, _STORY, row.story),
        )
        for row in rows
    }


async def append_to_story(work: UnitOfWork, referral_id: UUID, part: str, text: str) -> None:
    """Add a text (`answers`, `withdrawal`) to what was told before. Raises NotFound."""
    stored = await work.session.scalar(select(ReferralRow.story).where(col(ReferralRow.id) == referral_id))
    if stored is None:
        raise NotFound
    await work.cipher.load([referral_id])
    story = _opened(work, referral_id, _STORY, stored)
    story[part] = [*story.get(part, []), text]
    await work.session.execute(
        update(ReferralRow)
        .where(col(ReferralRow.id) == referral_id)
        .values(story=_sealed(work, referral_id, _STORY, story))
        .execution_options(synchronize_session=False)
    )


def _sealed(work: UnitOfWork, referral_id: UUID, column: str, told: dict[str, Any]) -> bytes:
    return work.cipher.encrypt(orjson.dumps(told), person=referral_id, column=column, row=referral_id)


def _opened(work: UnitOfWork, referral_id: UUID, column: str, sealed: bytes) -> dict[str, Any]:
    told: dict[str, Any] = orjson.loads(
        work.cipher.decrypt(sealed, person=referral_id, column=column, row=referral_id)
    )
    return told
