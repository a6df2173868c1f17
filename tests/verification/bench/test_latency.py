"""The load of the latency bench ends without leaving errors behind."""

import asyncio
from typing import Any

from tests.verification.bench.latency import wait_until


async def test_a_pause_that_is_cancelled_as_it_ends_leaves_no_error() -> None:
    loop = asyncio.get_running_loop()
    left: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _loop, context: left.append(context))
    try:
        pause = asyncio.create_task(wait_until(loop.time()))
        await _one_turn_of(loop)  # the pause waits now, and its timer is due in this turn
        pause.cancel()
        await asyncio.gather(pause, return_exceptions=True)
        await _one_turn_of(loop)
    finally:
        loop.set_exception_handler(None)
    assert left == []


async def _one_turn_of(loop: asyncio.AbstractEventLoop) -> None:
    turned = loop.create_future()
    loop.call_soon(turned.set_result, None)
    await turned
