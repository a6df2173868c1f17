"""Rotation of the master key while the service works: a new version wraps new data keys at once, and those
that there are get re-wrapped in the background."""

import asyncio
from collections.abc import Callable
from typing import Final
from uuid import UUID

import asyncpg

from shared.field_encryption import person_keys
from shared.field_encryption.key_ring import KeyRing

BATCH: Final = 1000
_WAIT_SECONDS: Final = 0.1
_BEFORE_ALL: Final = UUID(int=0)

_NEWEST: Final = "SELECT max(version) FROM master_key"
_ADD: Final = "INSERT INTO master_key VALUES ($1) ON CONFLICT DO NOTHING"
_LEFT: Final = "SELECT count(*) FROM person_key WHERE master_version < $1"
# who reads needs no lock, and who is being erased is passed over and met again
_OLD: Final = """
SELECT person, master_version, wrapped FROM person_key
WHERE person > $1 AND master_version < $2 AND wrapped IS NOT NULL
ORDER BY person LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
"""
_REPLACE: Final = """
UPDATE person_key SET wrapped = new.wrapped, master_version = $4
FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS new (person, old, wrapped)
WHERE person_key.person = new.person AND person_key.wrapped = new.old
"""
_MOVE_DESTROYED: Final = """
UPDATE person_key SET master_version = $1 WHERE master_version < $1 AND wrapped IS NULL
"""
_RETIRE: Final = "DELETE FROM master_key WHERE version < $1 RETURNING version"


async def add_version(connection: asyncpg.Connection, keys: KeyRing, version: int) -> None:
    """Have new data keys wrapped under a version from the next transaction on, in every process: each finds
    its key when it first meets it. Raises KeyMissing where it cannot be read here."""
    keys.master.wrap(b"", version=version, place=b"rotation")
    await connection.execute(_ADD, version)


async def rewrap(
    connection: asyncpg.Connection,
    keys: KeyRing,
    *,
    batch: int = BATCH,
    progress: Callable[[int, int], None] = lambda done, left: None,
) -> int:
    """Re-wrap every data key under the newest version, batch by batch, each a transaction, and again until
    none is left; return how many. Stopped in the middle it goes on where it was. `progress` is told after
    each batch how many are done, and how many were left when this pass began. Raises KeyMissing,
    DecryptionFailed."""
    newest: int = await connection.fetchval(_NEWEST)
    done = 0
    while left := await connection.fetchval(_LEFT, newest):
        await connection.execute(_MOVE_DESTROYED, newest)
        people, before = await _rewrap_batch(connection, keys, newest, _BEFORE_ALL, batch), done
        while people:
            done += len(people)
            progress(done, left)
            people = await _rewrap_batch(connection, keys, newest, people[-1], batch)
        if done == before:  # those that are left are in somebody's transaction
            await asyncio.sleep(_WAIT_SECONDS)
    return done


async def retire(connection: asyncpg.Connection) -> list[int]:
    """Retire every version but the newest, and return them: their keys can be destroyed. Raises
    asyncpg.ForeignKeyViolationError where one still wraps a data key."""
    newest = await connection.fetchval(_NEWEST)
    return sorted(row["version"] for row in await connection.fetch(_RETIRE, newest))


async def _rewrap_batch(
    connection: asyncpg.Connection, keys: KeyRing, newest: int, after: UUID, batch: int
) -> list[UUID]:
    """Re-wrap the next data keys, and return whose they are, in order."""
    async with connection.transaction():
        rows = await connection.fetch(_OLD, after, newest, batch)
        people, old, new = [], [], []
        for person, version, wrapped in rows:
            place = person_keys.place(keys, person)
            key = keys.master.unwrap(wrapped, version=version, place=place)
            people.append(person)
            old.append(wrapped)
            new.append(keys.master.wrap(key, version=newest, place=place))
        await connection.execute(_REPLACE, people, old, new, newest)
    return people
