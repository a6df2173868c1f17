"""Erases people: what is known of them goes, and what figures count stays under random ids, which lead to
nobody (decision 0046)."""

from collections.abc import Collection
from typing import Final
from uuid import UUID, uuid4

from services.outcomes.store import participant_locks
from shared.unit_of_work import UnitOfWork

_FORGET: Final = (
    "DELETE FROM record WHERE id = ANY($1::uuid[])",
    "DELETE FROM achievement WHERE enrolment_id = ANY($1::uuid[])",
    "DELETE FROM finding WHERE enrolment_id = ANY($1::uuid[])",
    "DELETE FROM waiting WHERE enrolment_id = ANY($1::uuid[])",
)
_GIVEN: Final = "FROM unnest($1::uuid[], $2::uuid[]) AS given (known, random)"
_UNLINKED: Final = (
    "soft_outcome",
    "enrolment_change",
    "soft_outcome_change",
    "wheel",
    "recent_use",
    "support",
)
# ids of claims and courses follow from what was posted, and would lead back to it
_UNLINK: Final = tuple(
    f"UPDATE {change} {_GIVEN} WHERE {enrolment} = known"
    for enrolment, change in (
        ("id", "enrolment SET id = random"),
        *(("enrolment_id", f"{table} SET enrolment_id = random") for table in _UNLINKED),
        ("enrolment_id", "course SET id = gen_random_uuid(), enrolment_id = random"),
        (
            "enrolment_id",
            "claim SET id = gen_random_uuid(), enrolment_id = random, participant = NULL, dates = '{}',"
            " evidence = NULL, achievement = NULL",
        ),
    )
)


async def erase(work: UnitOfWork, *, enrolments: Collection[UUID], participants: Collection[UUID]) -> None:
    """Erase people who took part as these enrolments. What comes late about them is not kept."""
    connection, ids = await work.connection(), list(enrolments)
    random = [uuid4() for _ in ids]  # and none in the order of time
    await participant_locks.lock(connection, participants)
    await work.cipher.destroy(participants, at=work.now)
    for statement in _FORGET:
        await connection.execute(statement, ids)
    for statement in _UNLINK:
        await connection.execute(statement, ids, random)
