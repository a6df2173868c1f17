"""A coroutine begun at once behaves as one that is awaited: only sooner."""

import asyncio

import pytest

from shared.graphql.eager_coroutines import begin


async def test_what_has_nothing_to_wait_for_is_there_at_once() -> None:
    async def known() -> int:
        return 7

    assert begin(known()) == 7


async def test_what_has_to_wait_goes_on_where_it_stopped() -> None:
    first, second = asyncio.Future[int](), asyncio.Future[int]()

    async def waits() -> int:
        return await first + await second

    begun = begin(waits())
    assert not isinstance(begun, int)
    first.set_result(1)
    task = asyncio.ensure_future(begun)
    second.set_result(2)
    assert await task == 3


async def test_an_error_that_is_waited_for_reaches_the_coroutine() -> None:
    future = asyncio.Future[int]()

    async def mends() -> str:
        try:
            return str(await future)
        except LookupError:
            return "mended"

    begun = begin(mends())
    assert not isinstance(begun, str)
    future.set_exception(LookupError())
    assert await begun == "mended"


async def test_an_error_at_once_is_raised_at_once() -> None:
    async def fails() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        begin(fails())


async def test_a_coroutine_that_is_cancelled_is_told_so() -> None:
    told: list[str] = []

    async def waits() -> None:
        try:
            await asyncio.Future[None]()
        except asyncio.CancelledError:
            told.append("cancelled")
            raise

    begun = begin(waits())
    assert begun is not None
    task = asyncio.ensure_future(begun)
    asyncio.get_running_loop().call_soon(task.cancel)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told == ["cancelled"]


async def test_several_can_wait_for_the_same() -> None:
    future = asyncio.Future[int]()

    async def waits() -> int:
        return await future

    begun = [begin(waits()) for _ in range(3)]
    future.get_loop().call_soon(future.set_result, 7)
    assert await asyncio.gather(*begun) == [7, 7, 7]  # type: ignore[arg-type]
