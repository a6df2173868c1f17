"""What other services' facts leave here: who is expected, who is on a placement; and follow-ups that fall
due."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.participants.tables import ExpectedRow, PlacementRow
from shared.unit_of_work import UnitOfWork

_FALL_DUE = """
UPDATE enrolment SET follow_up_due_on = NULL
WHERE id IN (
    SELECT id FROM enrolment WHERE follow_up_due_on <= $1 ORDER BY follow_up_due_on, id LIMIT $2
    FOR UPDATE SKIP LOCKED
)
RETURNING id, participant_id, provider, programme, left_on
"""


async def expect(work: UnitOfWork, referral_id: UUID, *, provider: UUID, lot: str, since: datetime) -> None:
    await work.session.merge(
        ExpectedRow(referral_id=referral_id, provider=provider, lot=lot, since=since, status="expected")
    )


async def no_longer_expect(work: UnitOfWork, referral_id: UUID) -> None:
    row = await work.session.get(ExpectedRow, referral_id)
    if row is not None and row.status == "expected":
        row.status = "withdrawn"


async def put_placement(
    work: UnitOfWork,
    placement_id: UUID,
    *,
    enrolment_id: UUID,
    provider: UUID,
    kind: str,
    status: str,
    since: date | None,
) -> None:
    await work.session.merge(
        PlacementRow(
            placement_id=placement_id,
            enrolment_id=enrolment_id,
            provider=provider,
            kind=kind,
            status=status,
            since=since,
        )
    )


async def fall_due(work: UnitOfWork, on: date, *, limit: int) -> list[Any]:
    """Enrolments whose follow-up falls due by a date, each handed out once."""
    return list(await (await work.connection()).fetch(_FALL_DUE, on, limit))
