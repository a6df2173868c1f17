"""Polls until a condition holds, under a deadline and never for a fixed time. Deadlines (`within`) are in
seconds of a quiet machine."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic, sleep
from typing import TypeVar

from shared.persistence.database import is_transient
from tests.patience import patient

T = TypeVar("T")

_POLL_SECONDS = 0.02


async def eventually(
    look: Callable[[], Awaitable[T]], *, until: Callable[[T], bool] = bool, within: float = 20
) -> T:
    """Return what `look` sees once it satisfies `until`. Raises AssertionError, with what it saw last, when
    the deadline passes."""
    give_up = monotonic() + patient(within)
    while True:
        seen = await look()
        if until(seen):
            return seen
        if monotonic() > give_up:
            raise AssertionError(f"still not so after {patient(within)} s; last seen: {seen!r}")
        await asyncio.sleep(_POLL_SECONDS)


def eventually_holds(condition: Callable[[], object], within: float = 20) -> None:
    """Block until `condition` holds: for tests without an event loop. Raises AssertionError when the deadline
    passes."""
    give_up = monotonic() + patient(within)
    while not condition():
        assert monotonic() < give_up, f"still not so after {patient(within)} s"
        sleep(_POLL_SECONDS)


async def insisted(ask: Callable[[], Awaitable[T]], *, within: float = 90) -> T:
    """Return the answer of `ask`, which is asked again after every transient failure, as relays and consumers
    do. Raises its last error when the deadline passes, and any other error at once."""
    give_up = monotonic() + patient(within)
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
