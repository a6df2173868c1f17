"""Waiting for something that becomes true by itself: looked at again and again, under a deadline."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

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


async def a_while(seconds: float) -> None:
    """Leave others the processor between two looks; nothing may depend on how long it takes."""
    await asyncio.sleep(seconds)
