"""Seals readings: committed rows are hashed into segments, each chained to the one before.

A segment is a stretch of transaction ids below the oldest that was still running, never of row numbers: a
later number can commit first. Whatever turns up later below a sealed boundary is an alarm."""

from typing import Final

import asyncpg

ROW_DIGEST: Final = """sha256(record_send(ROW(1, seq, xid, read_at, organisation, role, client, user_id,
    permission, purpose, route, correlation_id, provider, participant, referral, fields, things, outcome)))"""
"""The digest of a row: its columns in PostgreSQL's binary form, which tells where each ends, after the
version of this form."""

SEGMENT_DIGEST: Final = """sha256(record_send(ROW(coalesce({before}, ''::bytea), from_xid, to_xid))
    || string_agg(row_digest, ''::bytea ORDER BY xid, seq))"""
"""The digest of a segment over that of the one before, its bounds, and the digests of its rows in order."""

_LOCK: Final = 0x646F6C65  # the same for all sealers of one database
_SEAL: Final = f"""
WITH last AS (SELECT number, to_xid, last_seq, digest FROM reading_segment ORDER BY number DESC LIMIT 1),
     bounds AS (SELECT coalesce((SELECT to_xid FROM last), '0'::xid8) AS from_xid,
                       pg_snapshot_xmin(pg_current_snapshot()) AS to_xid),
     sealed AS (SELECT xid, seq, from_xid, to_xid, {ROW_DIGEST} AS row_digest
                FROM reading JOIN bounds ON xid >= from_xid AND xid < to_xid)
INSERT INTO reading_segment (number, from_xid, to_xid, last_seq, readings, digest)
SELECT coalesce((SELECT number FROM last), 0) + 1, from_xid, to_xid,
       greatest(max(seq), (SELECT last_seq FROM last)), count(*),
       {SEGMENT_DIGEST.format(before="(SELECT digest FROM last)")}
FROM sealed GROUP BY from_xid, to_xid
RETURNING readings
"""  # noqa: S608  (our own expressions)
_LATE: Final = """
SELECT count(*) FROM reading
JOIN (SELECT to_xid, last_seq FROM reading_segment ORDER BY number DESC LIMIT 1) AS last
  ON seq > last_seq AND xid < to_xid
"""


async def seal(connection: asyncpg.Connection) -> int:
    """Seal what was committed since the last time, in the connection's transaction, and count it. Nothing is
    sealed where another process of the service is at it."""
    if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1, 0)", _LOCK):
        return 0
    sealed: int | None = await connection.fetchval(_SEAL)
    return sealed or 0


async def late_readings(connection: asyncpg.Connection) -> int:
    """Count the rows that turned up below a sealed boundary: no transaction of ours can write one."""
    late: int = await connection.fetchval(_LATE)
    return late
