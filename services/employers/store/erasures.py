"""Erases people: destroys their data keys, and shows their placements to nobody any more; the places they
took stay counted."""

from collections.abc import Collection
from uuid import UUID

from shared.unit_of_work import UnitOfWork

_CLOSE = "UPDATE placement SET erased_at = $2 WHERE participant_id = ANY($1::uuid[]) AND erased_at IS NULL"
_NOT_READY = "DELETE FROM ready_person WHERE participant_id = ANY($1::uuid[])"
_FORGET = "DELETE FROM known_participant WHERE participant_id = ANY($1::uuid[])"


async def erase(work: UnitOfWork, participants: Collection[UUID]) -> None:
    """Erase people: nobody can be placed as them again."""
    connection, ids = await work.connection(), list(participants)
    await work.cipher.destroy(ids, at=work.now)
    await connection.execute(_CLOSE, ids, work.now)
    await connection.execute(_NOT_READY, ids)
    await connection.execute(_FORGET, ids)
