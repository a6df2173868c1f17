"""Serialises one provider's batches within this process, before any of them is read or takes a connection:
however many it posts at once, it has one turn where another provider has one (fair queueing), and the others
keep the rest of the pool (decision 0030)."""

import asyncio
from uuid import UUID
from weakref import WeakValueDictionary

_LOCKS: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()


def provider_lock(organisation: UUID) -> asyncio.Lock:
    """Return the lock that is held while a batch of this organisation is read, and while it is taken in;
    `store.provider_lock` holds between processes, until the end of the transaction."""
    return _LOCKS.setdefault(organisation, asyncio.Lock())
