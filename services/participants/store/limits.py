"""Keeps limits on the processing of people. Until when somebody is restricted stands beside what is read of
them as well, so that reading and recording cost no statement more."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.participants.domain.limits import WITHOUT_END, Limit, LimitKind
from services.participants.tables import LimitRow
from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork

_OF_PARTICIPANT = "SELECT * FROM processing_limit WHERE participant_id = $1 ORDER BY placed_at, id"
_LIFT = """
UPDATE processing_limit SET lifted_by = $3, lifted_at = $4
WHERE participant_id = $1 AND kind = $2 AND lifted_at IS NULL
"""
_RESTRICT = (
    "UPDATE participant SET restricted_until = $2 WHERE id = $1",
    "UPDATE enrolment SET restricted_until = $2 WHERE participant_id = $1",
)
_TAKE_BACK_CHANGES = """
DELETE FROM change USING enrolment WHERE enrolment.id = enrolment_id AND participant_id = $1
"""
"""What is still due after the restriction is told then: a system that read on would miss what was hidden."""


async def of_participant(work: UnitOfWork, participant_id: UUID) -> list[Limit]:
    """Load every limit there ever was on somebody, the earliest first."""
    rows = await (await work.connection()).fetch(_OF_PARTICIPANT, participant_id)
    return [Limit(**{**row, "kind": LimitKind(row["kind"])}) for row in rows]


async def standing(work: UnitOfWork, participant_id: UUID, *, on: date) -> Sequence[Limit]:
    """Load the limits on somebody that hold on a day."""
    return [each for each in await of_participant(work, participant_id) if each.holds(on)]


async def place(work: UnitOfWork, limit: Limit) -> None:
    """Place a limit in the place of any other of its kind."""
    await lift(work, limit.participant_id, limit.kind)
    await insert_many(await work.connection(), LimitRow, [limit._asdict()])
    if limit.kind is LimitKind.RESTRICTION:
        await _restrict(work, limit.participant_id, limit.until or WITHOUT_END)
        # after the enrolments, which a timer that is adding changes keeps locked
        await (await work.connection()).execute(_TAKE_BACK_CHANGES, limit.participant_id)


async def lift(work: UnitOfWork, participant_id: UUID, kind: LimitKind) -> None:
    """Lift a limit; nothing happens where there is none."""
    connection = await work.connection()
    await connection.execute(_LIFT, participant_id, kind, work.caller.subject, work.now)
    if kind is LimitKind.RESTRICTION:
        await _restrict(work, participant_id, None)


async def _restrict(work: UnitOfWork, participant_id: UUID, until: date | None) -> None:
    connection = await work.connection()
    for statement in _RESTRICT:
        await connection.execute(statement, participant_id, until)
