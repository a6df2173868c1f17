"""Serialises one provider's batches between processes by a PostgreSQL advisory lock."""

from shared.unit_of_work import UnitOfWork

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))"


async def acquire(work: UnitOfWork) -> None:
    """Wait until no other batch of the caller's organisation is taken in, and hold the next ones up until the
    end of the transaction: the same event posted fifty times at once is accepted once."""
    await (await work.connection()).execute(_LOCK, str(work.caller.organisation))
