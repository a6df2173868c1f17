"""Batches and caches look-ups of one graph request, within its one transaction (a data loader)."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

import strawberry

from shared.audit.readings import AccessPoint, Shown
from shared.auth import Caller
from shared.refusal import NotFound, Refusal, Unavailable
from shared.unit_of_work import UnitOfWork

K = TypeVar("K")
V = TypeVar("V")
P = ParamSpec("P")


class Context:
    """One request for the graph, in its caller's transaction.

    Fields are resolved concurrently, and a transaction answers one statement at a time: so look-ups take
    turns. What is wanted of many keys in one turn of the event loop is one look-up. Strawberry's DataLoader
    was tried: docs/decisions, "Libraries that were tried"."""

    def __init__(self, work: UnitOfWork, *, language: str) -> None:
        self.work, self.language = work, language
        self.caller: Caller = work.caller
        self.fault: Exception | None = None
        """What went wrong that is no refusal: then nothing that was found out may be answered, because the
        transaction, and with it the record of who read what, is lost."""
        self._point: AccessPoint | None = None
        self._turn = asyncio.Lock()
        self._is_over = False
        self._waiting: dict[Any, _Batch] = {}
        self._known: dict[Any, asyncio.Future[Any]] = {}

    def enter(self, point: AccessPoint) -> None:
        """Say which field looks something up from here on: what it reads about people is written with it."""
        self._point = point

    def note(self, fields: Iterable[str], shown: Iterable[Shown]) -> None:
        """Note what the present field shows about people of what was looked up before."""
        self.work.readings.point = self._point
        self.work.readings.note(fields, shown)

    async def run(
        self, question: Callable[Concatenate[UnitOfWork, P], Awaitable[V]], *about: P.args, **named: P.kwargs
    ) -> V:
        """Run one look-up of the present field, in its turn. Raises what it raises."""
        return await self._run(self._point, question, *about, **named)

    async def _run(
        self, point: AccessPoint | None, question: Callable[..., Awaitable[V]], *about: Any, **named: Any
    ) -> V:
        async with self._turn:
            if self._is_over:
                raise asyncio.CancelledError
            self.work.readings.point = point
            try:
                return await question(self.work, *about, **named)
            except Refusal:
                raise
            except asyncio.CancelledError:  # in the middle of it: the transaction is as good as lost
                self.fault = self.fault or Unavailable()
                raise
            except Exception as fault:
                self.fault = self.fault or fault
                raise

    async def close(self) -> None:
        """Wait until no look-up is under way, and run no more: the fields that would want the result have
        been given up, because something that must not be null could not be had."""
        self._is_over = True
        async with self._turn:
            pass

    def load(
        self,
        question: Callable[Concatenate[UnitOfWork, Sequence[K], P], Awaitable[Mapping[K, V]]],
        key: K,
        *about: Any,
    ) -> Awaitable[V | None]:
        """Look a key up together with all keys that are wanted meanwhile; None where there is nothing. The
        same key is looked up once in a request."""
        wanted = (question, key, about)
        if (known := self._known.get(wanted)) is None:
            self._known[wanted] = known = asyncio.get_running_loop().create_future()
            batch = self._waiting.get((question, about))
            if batch is None:
                self._waiting[question, about] = batch = _Batch(self._point)
                asyncio.get_running_loop().call_soon(self._dispatch, question, about)
            batch[key] = known
        return known

    async def prime(
        self,
        question: Callable[Concatenate[UnitOfWork, Sequence[K], P], Awaitable[Mapping[K, V]]],
        keys: Sequence[K],
        *about: Any,
    ) -> None:
        """Look many keys up ahead of the fields that will want them."""
        found = await self.run(question, keys, *about)  # type: ignore[call-arg]
        for key in keys:
            known = self._known[question, key, about] = asyncio.get_running_loop().create_future()
            known.set_result(found.get(key))

    async def load_required(
        self,
        question: Callable[Concatenate[UnitOfWork, Sequence[K], P], Awaitable[Mapping[K, V]]],
        key: K,
        *about: Any,
    ) -> V:
        """Look a key up that has to be there. Raises NotFound."""
        found = await self.load(question, key, *about)
        if found is None:
            raise NotFound
        return found

    def _dispatch(
        self, question: Callable[..., Awaitable[Mapping[Any, Any]]], about: tuple[Any, ...]
    ) -> None:
        batch = self._waiting.pop((question, about))
        batch.task = asyncio.ensure_future(self._answer(question, about, batch))

    async def _answer(
        self, question: Callable[..., Awaitable[Mapping[Any, Any]]], about: tuple[Any, ...], batch: "_Batch"
    ) -> None:
        try:
            found = await self._run(batch.point, question, list(batch), *about)
        except asyncio.CancelledError:
            for future in batch.values():
                future.cancel()
            raise
        except Exception as error:
            for future in batch.wanted():
                future.set_exception(error)
        else:
            for key, future in batch.items():
                if not future.done():
                    future.set_result(found.get(key))


class _Batch(dict[Any, "asyncio.Future[Any]"]):
    """The keys of one look-up with their futures, the field that wanted it first, and the task that runs it:
    somebody has to hold it."""

    task: asyncio.Future[None]

    def __init__(self, point: AccessPoint | None) -> None:
        super().__init__()
        self.point = point

    def wanted(self) -> Iterator["asyncio.Future[Any]"]:
        """Those that somebody still waits for."""
        return (future for future in self.values() if not future.done())


Info = strawberry.Info[Context, None]
"""What a resolver is handed."""
