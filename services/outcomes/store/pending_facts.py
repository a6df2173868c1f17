"""Keeps facts about enrolments that are not known yet, until they are."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from shared.contracts.participant import EnrolmentFact
from shared.contracts.placement import PlacementFact
from shared.messaging.fact import KNOWN

Told = EnrolmentFact | PlacementFact
"""Every fact that outcomes hears of names its enrolment."""

_TURNS = 0x0D01E0
"""The advisory lock of everybody who registers, or keeps a fact waiting for a registration."""

_KEEP = """
INSERT INTO waiting (enrolment_id, type, data, recorded_at)
SELECT *, $4 FROM unnest($1::uuid[], $2::text[], $3::bytea[])
"""
_RELEASE = "DELETE FROM waiting WHERE enrolment_id = ANY($1) RETURNING seq, enrolment_id, type, data"


async def take_turns(connection: asyncpg.Connection) -> None:
    """One at a time from here on: of a registration and a fact that overtook it, whoever comes second must
    see what the first one wrote."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _TURNS)


async def keep(connection: asyncpg.Connection, facts: Sequence[Told], *, at: datetime) -> None:
    await connection.execute(
        _KEEP,
        [fact.enrolment_id for fact in facts],
        [fact.type for fact in facts],
        [fact.model_dump_json().encode() for fact in facts],
        at,
    )


async def release(connection: asyncpg.Connection, enrolments: Sequence[UUID]) -> dict[UUID, list[Told]]:
    """What has been waiting for these enrolments, in the order in which it came; it waits no more."""
    released: dict[UUID, list[Told]] = {}
    rows = await connection.fetch(_RELEASE, enrolments)
    for _, enrolment, type_, data in sorted(rows, key=lambda row: row["seq"]):
        fact: Told = KNOWN[type_].read(data)  # type: ignore[assignment]
        released.setdefault(enrolment, []).append(fact)
    return released
