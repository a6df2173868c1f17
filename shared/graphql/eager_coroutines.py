"""Coroutines begun at once: what can be answered from what is known already is answered without a task."""

import asyncio
from collections.abc import Awaitable, Coroutine, Generator
from typing import Any, TypeVar

T = TypeVar("T")


def begin(work: Coroutine[Any, None, T]) -> T | Awaitable[T]:
    """The result of a coroutine that has nothing to wait for, or something to await for the rest of it."""
    try:
        waits_for = work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    _mark(waits_for, awaited=False)
    return _Begun(work, waits_for)


class _Begun(Awaitable[T]):
    """The rest of a coroutine. What it waits for is handed on to whoever awaits this, and what comes of it,
    an error too, back to the coroutine."""

    __slots__ = ("_waits_for", "_work")

    def __init__(self, work: Coroutine[Any, None, T], waits_for: Any) -> None:
        self._work, self._waits_for = work, waits_for

    def __await__(self) -> Generator[Any, None, T]:
        work, waits_for = self._work, self._waits_for
        _mark(waits_for, awaited=True)
        while True:
            try:
                try:
                    came = yield waits_for
                except BaseException as error:
                    waits_for = work.throw(error)
                else:
                    waits_for = work.send(came)
            except StopIteration as done:
                result: T = done.value
                return result


def _mark(waits_for: Any, *, awaited: bool) -> None:
    """A future bears a mark from when it is yielded by an `await` until a task takes it. Between the two
    others may await the same future: the mark is taken off meanwhile."""
    if asyncio.isfuture(waits_for):
        waits_for._asyncio_future_blocking = awaited
