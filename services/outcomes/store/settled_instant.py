"""Stamps what is written with the instant from which it is known, and says up to which instant nothing can be
written any more, by advisory locks whose key is an instant.

A commit may land after one with a later stamp, so the clock alone does not say what is known. A writer first
locks the present microsecond, then reads the clock, and holds the lock until it has committed; nobody waits
for it. A reader reads the clock first and then the locks that are held: who takes one later is stamped later.
All instants are those of the database's clock. Nothing else in this database takes locks of one number."""

from datetime import datetime
from typing import Final

import asyncpg

_STAMP: Final = """
WITH held AS MATERIALIZED (
    SELECT pg_advisory_xact_lock_shared((extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
)
SELECT clock_timestamp() FROM held
"""
# the statement's time is that of its arrival, before any lock is looked at
_SETTLED: Final = """
SELECT least(
    statement_timestamp(),
    timestamptz 'epoch' + min((classid::bigint << 32) | objid::bigint) * interval '1 microsecond'
) - interval '1 microsecond'
FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


async def stamp(connection: asyncpg.Connection) -> datetime:
    """Return the instant from which what this transaction writes is known. To be called after the rows that
    will change are locked, so that each row's changes are stamped in their order."""
    instant: datetime = await connection.fetchval(_STAMP)
    return instant


async def settled(connection: asyncpg.Connection) -> datetime:
    """Return the latest instant about which nothing more will be written. What was known at it is seen by
    every later statement."""
    instant: datetime = await connection.fetchval(_SETTLED)
    return instant
