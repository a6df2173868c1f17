"""Audit of reading: one row per person whose identity was read, written in the reader's transaction before
the answer goes out (security requirement 21)."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import SQLModel

from shared.persistence.bulk import insert_many
from shared.unit_of_work import UnitOfWork


async def record_readings(
    work: UnitOfWork,
    table: type[SQLModel],
    resource: str,
    read: Mapping[UUID, UUID],
    *,
    purpose: str,
) -> None:
    """Write down that the caller read who somebody is.

    `read` is the id of each resource that was opened, with the organisation it belongs to; `resource` is the
    column of `table` that holds the id. `purpose` is the one that the permission of the route or field
    checked, and never what else the token claims.

    Raises ValueError where no purpose was checked."""
    if not purpose:
        raise ValueError("who somebody is is read for a purpose that was checked")
    await insert_many(
        await work.connection(),
        table,
        [{"id": work.new_id(), resource: id, "provider": owner} for id, owner in read.items()],
        reader=work.caller.subject,
        purpose=purpose,
        read_at=work.now,
    )
    if work.reading_watch is not None:
        work.reading_watch.note(work.caller, read)
