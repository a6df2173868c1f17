"""Keeps that somebody found work until their registration arrives: the two facts travel on two topics and can
overtake each other."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from services.referrals.tables import PendingWorkRow
from shared.persistence.bulk import in_array, insert_many
from shared.unit_of_work import UnitOfWork

_LOCK = 0x0D01E1
"""The advisory lock of everybody who applies a registration or the news of work."""

_RELEASE = "DELETE FROM pending_work WHERE enrolment_id = ANY($1::uuid[]) RETURNING enrolment_id, achieved_on"


async def lock(work: UnitOfWork) -> None:
    """Wait for everybody else who holds this lock: of a registration and a fact that overtook it, whoever
    comes second must see what the first one wrote."""
    await (await work.connection()).execute("SELECT pg_advisory_xact_lock($1)", _LOCK)


async def keep(work: UnitOfWork, found: Mapping[UUID, date]) -> None:
    """Keep on which day work was found, by enrolment; what was kept first stays."""
    kept = await work.session.scalars(
        select(PendingWorkRow.enrolment_id).where(in_array(col(PendingWorkRow.enrolment_id), found))
    )
    new = found.keys() - set(kept)
    await insert_many(
        await work.connection(),
        PendingWorkRow,
        [{"enrolment_id": enrolment, "achieved_on": found[enrolment]} for enrolment in new],
        recorded_at=work.now,
    )


async def release(work: UnitOfWork, enrolments: Collection[UUID]) -> dict[UUID, date]:
    """Take out what is known of these enrolments: it is pending no more."""
    rows = await (await work.connection()).fetch(_RELEASE, list(enrolments))
    return {row["enrolment_id"]: row["achieved_on"] for row in rows}
