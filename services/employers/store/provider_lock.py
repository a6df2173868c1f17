"""Serialises the offers of one provider by a PostgreSQL advisory lock."""

from typing import Final

from shared.unit_of_work import UnitOfWork

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))"


async def acquire(work: UnitOfWork) -> None:
    """Wait until no other offer of the caller's organisation is being made, and hold the next ones up until
    the end of the transaction: nobody is offered two places by two specialists at once. It is always taken
    before any row is locked."""
    await (await work.connection()).execute(_LOCK, f"offers of {work.caller.organisation}")
