"""Runs coroutines eagerly up to their first wait, so that a field which is known already costs no task.

asyncio's eager tasks (Python 3.12) would do the same; docs/decisions, "Libraries that were tried", says what
going without costs."""

from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, TypeVar

from shared.graphql.library_internals import mark_awaited

T = TypeVar("T")


def _nothing() -> None:
    """Enter nothing."""


def begin(work: Coroutine[Any, None, T], enter: Callable[[], None] = _nothing) -> T | Awaitable[T]:
    """Return the result of a coroutine that has nothing to wait for, or an awaitable for the rest of it.
    `enter` is called whenever the coroutine takes its turn."""
    enter()
    try:
        waits_for = work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    mark_awaited(waits_for, is_awaited=False)
    return _Begun(work, waits_for, enter)


class _Begun(Awaitable[T]):
    """The rest of a coroutine. What it waits for is handed on to whoever awaits this, and what comes of it,
    an error too, back to the coroutine."""

    __slots__ = ("_enter", "_waits_for", "_work")

    def __init__(self, work: Coroutine[Any, None, T], waits_for: Any, enter: Callable[[], None]) -> None:
        self._work, self._waits_for, self._enter = work, waits_for, enter

    def __await__(self) -> Generator[Any, None, T]:
        work, waits_for = self._work, self._waits_for
        mark_awaited(waits_for, is_awaited=True)
        while True:
            try:
                try:
                    came = yield waits_for
                except BaseException as error:
                    self._enter()
                    waits_for = work.throw(error)
                else:
                    self._enter()
                    waits_for = work.send(came)
            except StopIteration as done:
                result: T = done.value
                return result
