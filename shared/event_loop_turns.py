"""Shares the event loop (cooperative multitasking): works through many steps in pieces, with a turn for
whatever else the process has to answer between them."""

import asyncio
from collections.abc import Iterable
from typing import Final, TypeVar

T = TypeVar("T")

PIECE: Final = 25
"""Steps at a time: of events, a few milliseconds."""


async def in_turns(steps: Iterable[T]) -> list[T]:
    """Take all steps, in order, and return what they give. Raises what they raise."""
    taken = []
    for number, step in enumerate(steps, 1):
        taken.append(step)
        if number % PIECE == 0:
            await asyncio.sleep(0)
    return taken
