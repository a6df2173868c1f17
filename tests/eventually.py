"""Waiting for something that becomes true by itself: looked at again and again, under a deadline."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

from shared.persistence.database import is_transient

T = TypeVar("T")


async def eventually(
    look: Callable[[], Awaitable[T]], *, until: Callable[[T], bool] = bool, within: float = 20
) -> T:
    """What `look` sees once it satisfies `until`. Raises AssertionError, with what it saw last, when that
    takes longer than `within` seconds."""
    give_up = monotonic() + within
    while True:
        seen = await look()
        if until(seen):
            return seen
        if monotonic() > give_up:
            raise AssertionError(f"still not so after {within} s; last seen: {seen!r}")
        await asyncio.sleep(0.02)


async def insisted(ask: Callable[[], Awaitable[T]], *, within: float = 90) -> T:
    """What is answered, once it is. A bus or a database says when there was no answer in time, and leaves it
    to its caller to ask again: relays and consumers do, and so does whoever looks on."""
    give_up = monotonic() + within
    while True:
        try:
            return await ask()
        except Exception as error:
            if not is_transient(error) or monotonic() > give_up:
                raise
        await asyncio.sleep(0.5)


async def a_while(seconds: float) -> None:
    """Leave others the processor between two looks; nothing may depend on how long it takes."""
    await asyncio.sleep(seconds)
