"""Lets one transaction at a time take in registrations of a participant, or facts that can overtake them.

A row is inserted and removed at once: until the transaction ends, whoever inserts the same one waits.
Advisory locks would do the same, but a batch needs as many as it has people, and the server has room for a
few thousand."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

import asyncpg

_LOCK: Final = """
INSERT INTO participant_lock (participant) SELECT * FROM unnest($1::uuid[]) AS given (participant)
ON CONFLICT DO NOTHING
"""
_REMOVE: Final = "DELETE FROM participant_lock WHERE participant = ANY($1)"


async def lock(connection: asyncpg.Connection, participants: Iterable[UUID]) -> None:
    """Wait for others who hold one of these locks; they then wait for this transaction."""
    # in order, so that two transactions with the same people never wait for each other both
    ids = sorted(set(participants))
    if ids:
        await connection.execute(_LOCK, ids)
        await connection.execute(_REMOVE, ids)
