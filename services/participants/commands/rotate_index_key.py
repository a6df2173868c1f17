"""Rotates the key by which NI numbers are found, while the service works."""

from collections.abc import Callable

import asyncpg

from services.participants.store import index_keys
from services.participants.store import provider_lock as provider_lock_store
from shared.service_context import ServiceContext

AT_ONCE = 1000


async def rotate_index_key(
    context: ServiceContext, version: int, *, progress: Callable[[int], None] = lambda done: None
) -> tuple[int, list[int]]:
    """Write every index anew under a version of the key, a transaction for every thousand, and retire the
    versions before; return how many and which. Stopped in the middle it goes on where it was. Raises
    KeyMissing."""
    context.keys.blind_index("", version=version)  # its key is here
    async with context.begin_as_worker() as work:
        await index_keys.add(work, version)
    done = 0
    while True:
        async with context.begin_as_worker() as work:
            providers = await index_keys.providers_with_old(work, version)
        for provider in providers:
            replaced = AT_ONCE
            while replaced == AT_ONCE:
                async with context.begin_as_worker() as work:
                    await provider_lock_store.acquire(work, provider)
                    replaced = await index_keys.replace_old(work, provider, version, limit=AT_ONCE)
                done += replaced
                progress(done)
        try:
            async with context.begin_as_worker() as work:
                return done, await index_keys.retire(work, version)
        except asyncpg.ForeignKeyViolationError:
            continue  # a batch that began before the new version has ended since
