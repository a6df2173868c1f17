"""Who takes in a batch when: one provider's batches one after another, so that however many it posts at once,
it holds one connection and leaves the others to everybody else."""

import asyncio
from uuid import UUID
from weakref import WeakValueDictionary

_TURNS: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()


def provider_lock(organisation: UUID) -> asyncio.Lock:
    """Held while a batch of this organisation is taken in, in this process; `store.take_turn` is what holds
    between processes, and until the end of the transaction."""
    return _TURNS.setdefault(organisation, asyncio.Lock())
