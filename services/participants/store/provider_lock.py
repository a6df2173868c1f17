"""Serialises one provider's batches between processes by a PostgreSQL advisory lock."""

from uuid import UUID

from shared.unit_of_work import UnitOfWork

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))"


async def acquire(work: UnitOfWork, provider: UUID | None = None) -> None:
    """Wait until no other batch of a provider (the caller's organisation by default) is taken in, and
    hold the next ones up until the end of the transaction: the same event posted fifty times at once is
    accepted once."""
    await (await work.connection()).execute(_LOCK, str(provider or work.caller.organisation))
