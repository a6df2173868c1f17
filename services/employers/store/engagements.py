"""Stores the log of conversations with employers; what was said is encrypted."""

from typing import Final
from uuid import UUID

from sqlmodel import col, select

from services.employers.domain.employer import EmployerId, Engagement
from services.employers.tables import EngagementRow
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork

_NOTE: Final = "employer_engagement.note"


async def list_page(work: UnitOfWork, employer_id: UUID, *, after: UUID, limit: int) -> list[Engagement]:
    """List an employer's log in the order it was written, from after an id on."""
    rows = await work.session.scalars(
        select(EngagementRow)
        .where(col(EngagementRow.employer_id) == employer_id, col(EngagementRow.id) > after)
        .order_by(col(EngagementRow.id))
        .limit(limit)
    )
    await work.cipher.load([employer_id])
    return [_engagement(work, row) for row in rows]


async def add(work: UnitOfWork, engagement: Engagement) -> None:
    """Store a new entry, under the data key of the employer."""
    await work.cipher.create([engagement.employer_id])
    note = work.cipher.encrypt(
        engagement.note.encode(), person=engagement.employer_id, column=_NOTE, row=engagement.id
    )
    row = {
        "id": engagement.id,
        "employer_id": engagement.employer_id,
        "provider": engagement.provider,
        "on": engagement.on,
        "kind": engagement.kind,
        "note": note,
        "by": work.caller.subject,
        "recorded_at": engagement.recorded_at,
    }
    await insert_many(await work.connection(), EngagementRow, [row])


def _engagement(work: UnitOfWork, row: EngagementRow) -> Engagement:
    return Engagement(
        id=row.id,
        employer_id=EmployerId(row.employer_id),
        provider=row.provider,
        on=row.on,
        kind=row.kind,
        note=work.cipher.decrypt(row.note, person=row.employer_id, column=_NOTE, row=row.id).decode(),
        recorded_at=row.recorded_at,
    )
