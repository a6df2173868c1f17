"""Keeps facts about enrolments that are not known yet, until they are."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.outcomes.tables import PendingFactRow
from shared.contracts.participant import EnrolmentFact
from shared.contracts.placement import PlacementFact
from shared.messaging.fact import KNOWN
from shared.persistence.bulk import insert_many

AboutEnrolment = EnrolmentFact | PlacementFact
"""Every fact that outcomes takes in names its enrolment."""

_RELEASE = "DELETE FROM waiting WHERE enrolment_id = ANY($1) RETURNING seq, enrolment_id, type, data"


async def keep(connection: asyncpg.Connection, facts: Sequence[AboutEnrolment], *, at: datetime) -> None:
    """Keep facts, in their order."""
    rows = [
        {
            "enrolment_id": fact.enrolment_id,
            "type": fact.type,
            "data": fact.model_dump_json().encode(),
        }
        for fact in facts
    ]
    await insert_many(connection, PendingFactRow, rows, recorded_at=at)


async def release(
    connection: asyncpg.Connection, enrolments: Sequence[UUID]
) -> dict[UUID, list[AboutEnrolment]]:
    """The facts kept for these enrolments, in the order in which they came; they are kept no more."""
    released: dict[UUID, list[AboutEnrolment]] = {}
    rows = await connection.fetch(_RELEASE, enrolments)
    for row in sorted(rows, key=lambda row: row["seq"]):
        fact: AboutEnrolment = KNOWN[row["type"]].read(row["data"])  # type: ignore[assignment]
        released.setdefault(row["enrolment_id"], []).append(fact)
    return released
