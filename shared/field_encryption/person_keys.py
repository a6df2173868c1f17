"""Stores data keys: one row per person, wrapped; creating, loading and destroying them in sets."""

import os
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from shared.field_encryption.key_files import KEY_BYTES
from shared.field_encryption.key_ring import KeyRing

_LOAD: Final = "SELECT person, master_version, wrapped FROM person_key WHERE person = ANY($1::uuid[])"
_NEWEST: Final = "SELECT max(version) FROM master_key"
# locks the version, so that it cannot be retired before this transaction is over
_ADD: Final = """
INSERT INTO person_key (person, master_version, wrapped)
SELECT person, $3, wrapped FROM unnest($1::uuid[], $2::bytea[]) AS made (person, wrapped)
ON CONFLICT (person) DO NOTHING RETURNING person
"""
_DESTROYED: Final = """
SELECT person FROM person_key WHERE person = ANY($1::uuid[]) AND destroyed_at IS NOT NULL
"""
# a person without a key gets the mark as well: what comes late finds that there can be none
_DESTROY: Final = """
INSERT INTO person_key (person, master_version, destroyed_at)
SELECT person, (SELECT max(version) FROM master_key), $2 FROM unnest($1::uuid[]) AS person
ON CONFLICT (person) DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at
WHERE person_key.destroyed_at IS NULL
"""


async def load(
    connection: asyncpg.Connection, keys: KeyRing, people: Collection[UUID]
) -> Mapping[UUID, bytes | None]:
    """Unwrap the data keys of those people who have one; None for one that was destroyed. Raises KeyMissing,
    DecryptionFailed."""
    rows = await connection.fetch(_LOAD, list(people))
    return {person: unwrapped(keys, person, version, wrapped) for person, version, wrapped in rows}


def unwrapped(keys: KeyRing, person: UUID, version: int, wrapped: bytes | None) -> bytes | None:
    """Unwrap a data key; None for one that was destroyed. Raises KeyMissing, DecryptionFailed."""
    if wrapped is None:
        return None
    return keys.master.unwrap(wrapped, version=version, place=place(keys, person))


async def create(
    connection: asyncpg.Connection, keys: KeyRing, people: Collection[UUID]
) -> Mapping[UUID, bytes]:
    """Make data keys for people without one; return those that were made. Whoever has one already, even one
    that was destroyed, is left out. Raises KeyMissing."""
    newest: int = await connection.fetchval(_NEWEST)
    made = {person: os.urandom(KEY_BYTES) for person in people}
    wrapped = [
        keys.master.wrap(key, version=newest, place=place(keys, person)) for person, key in made.items()
    ]
    added = await connection.fetch(_ADD, list(made), wrapped, newest)
    return {row["person"]: made[row["person"]] for row in added}


async def destroyed(connection: asyncpg.Connection, people: Collection[UUID]) -> set[UUID]:
    """Find whose data key was destroyed."""
    return {row["person"] for row in await connection.fetch(_DESTROYED, list(people))}


async def destroy(connection: asyncpg.Connection, people: Collection[UUID], *, at: datetime) -> None:
    """Destroy people's data keys: what was sealed under them opens no more, and nothing is sealed for them
    again."""
    await connection.execute(_DESTROY, list(people), at)


def place(keys: KeyRing, person: UUID) -> bytes:
    """Name the place of a wrapped key: moved to another person, service or version it does not unwrap."""
    return b"person_key|%s|%s" % (keys.service.encode(), person.bytes)
