"""Partition leases: shares partitions out fairly among workers, by advisory locks that end when the worker
does."""

import asyncio
from collections.abc import Coroutine
from time import monotonic
from typing import Any, Final, TypeVar

import asyncpg

from shared.messaging.envelope import PARTITIONS

T = TypeVar("T")

SECONDS: Final = 0.5
"""How often a worker checks whether others came or went."""
LEASE_SECONDS: Final = 6
"""After how long a worker that says nothing is taken for dead; one whose connection ends is so at once."""

_MEMBERSHIP: Final = 1_000_000
"""The lock that all workers of a class hold together: by it they count each other."""

_MEMBERS = """
SELECT count(*) AS members, count(*) FILTER (WHERE pid < pg_backend_pid()) AS earlier FROM pg_locks
WHERE locktype = 'advisory' AND granted AND classid::bigint = $1 AND objid::bigint = $2
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class PartitionLease:
    """The partitions that the worker on this connection holds, out of all. `kind` is the class of advisory
    locks by which workers who do the same share out among themselves.

    A partition is held by an exclusive lock, and so by one worker at most. Each holds its part of them and
    gives up what is more than that, between two pieces of work; what is free is taken by whoever has less
    than its part. The locks belong to the connection, which the server ends when it falls silent: a process
    that was stopped, and not killed, loses its share like one that died."""

    def __init__(self, connection: asyncpg.Connection, *, kind: int) -> None:
        self._connection, self._kind = connection, kind
        self._check_at = 0.0
        self.owned: list[int] = []

    async def join(self) -> None:
        """Become a member: the others count this worker from now on."""
        await self._connection.execute(f"SET idle_session_timeout = '{LEASE_SECONDS}s'")
        # the driver asks for a statement to be prepared before it sends it: in between, a session is not idle
        await self._connection.execute(f"SET transaction_timeout = '{LEASE_SECONDS}s'")
        await self._connection.execute("SELECT pg_advisory_lock_shared($1, $2)", self._kind, _MEMBERSHIP)

    async def rebalance(self) -> bool:
        """Release partitions beyond our share and take free ones up to it. Returns whether anything changed.
        To be called when nothing is under way; checks at most every `SECONDS`."""
        if monotonic() < self._check_at:
            return False
        self._check_at = monotonic() + SECONDS
        before = list(self.owned)
        [(members, earlier)] = await self._connection.fetch(_MEMBERS, self._kind, _MEMBERSHIP)
        part = PARTITIONS // members + (earlier < PARTITIONS % members)
        for number in self.owned[part:]:
            await self._connection.execute("SELECT pg_advisory_unlock($1, $2)", self._kind, number)
        del self.owned[part:]
        for number in range(PARTITIONS):
            if len(self.owned) == part:
                break
            if number not in self.owned and await self._try_lock(number):
                self.owned.append(number)
        return self.owned != before

    async def _try_lock(self, number: int) -> bool:
        locked: bool = await self._connection.fetchval(
            "SELECT pg_try_advisory_lock($1, $2)", self._kind, number
        )
        return locked

    async def with_heartbeat(self, work: Coroutine[Any, Any, T]) -> T:
        """Await `work` and send heartbeats meanwhile. It is cancelled when the lease is lost, because another
        worker does it by then."""
        doing = asyncio.ensure_future(work)
        try:
            while not (await asyncio.wait({doing}, timeout=LEASE_SECONDS / 3))[0]:
                await self._connection.execute("SELECT")
            return await doing
        finally:
            if not doing.done():
                doing.cancel()
                await asyncio.gather(doing, return_exceptions=True)
