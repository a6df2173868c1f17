"""Erases people: destroys their data key, and deletes what could lead to them. What was recorded stays, and
opens no more."""

from collections.abc import Sequence
from uuid import UUID

from services.participants.domain.enrolment import Enrolment
from services.participants.domain.erasure import Erasure, ErasureReason
from services.participants.tables import ErasureRow
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork
from shared.workers import outbox_dead_letters

_FIND = "SELECT * FROM erasure WHERE participant_id = $1"
_DELETE_ENROLMENTS = "DELETE FROM enrolment WHERE participant_id = $1"
_DELETE_LIMITS = "DELETE FROM processing_limit WHERE participant_id = $1"
_DELETE_EXPECTED = "DELETE FROM expected WHERE referral_id = ANY($1::uuid[])"
_DELETE_CHANGES = "DELETE FROM change WHERE enrolment_id = ANY($1::uuid[])"
_DELETE_PERSON = "DELETE FROM participant WHERE id = $1"


async def find(work: UnitOfWork, participant_id: UUID) -> Erasure | None:
    """Load the erasure of somebody who was the caller's own; None where there was none."""
    row = await (await work.connection()).fetchrow(_FIND, participant_id)
    return None if row is None else Erasure(**{**row, "reason": ErasureReason(row["reason"])})


async def add(work: UnitOfWork, erasure: Erasure, enrolments: Sequence[Enrolment]) -> None:
    """Erase a person of the caller's with all their enrolments, and keep that it was done."""
    connection = await work.connection()
    await outbox_dead_letters.drop(connection, [each.id for each in enrolments])
    referrals = [each.referral_id for each in enrolments if each.referral_id is not None]
    await connection.execute(_DELETE_EXPECTED, referrals)
    await connection.execute(_DELETE_LIMITS, erasure.participant_id)
    await work.cipher.destroy([erasure.participant_id], at=erasure.erased_at)
    await connection.execute(_DELETE_ENROLMENTS, erasure.participant_id)
    # after the enrolments, which a timer that is adding changes keeps locked
    await connection.execute(_DELETE_CHANGES, [each.id for each in enrolments])
    await connection.execute(_DELETE_PERSON, erasure.participant_id)
    await insert_many(connection, ErasureRow, [erasure._asdict()])
