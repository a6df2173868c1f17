"""Where a process can be made to die, to the statement: named points in its way, armed from outside."""

import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from signal import SIGKILL
from typing import Any, cast
from uuid import UUID

import asyncpg
from sqlalchemy import event

from shared.messaging.envelope import Delivered, Envelope
from shared.messaging.transport import Transport
from shared.unit_of_work import UnitOfWork
from shared.workers import inbox
from shared.workers.outbox_relay import OutboxRelay


class Point(StrEnum):
    """Where a process can be made to die."""

    BEFORE_COMMIT = "before the commit"
    AFTER_COMMIT = "after the commit"
    AFTER_BUS = "after the bus's acknowledgement"
    BEFORE_DELETE = "before the delete"
    AFTER_DELETE = "after the delete"
    BEFORE_OFFSET = "before the offset is written"


class Failpoints:
    """The points of one process. One that is armed kills the process at its `nth` passage from then on, as
    `kill -9` would: nothing is flushed, closed or said."""

    def __init__(self) -> None:
        self._armed: dict[Point, int] = {}

    def arm(self, point: str, nth: int) -> None:
        """Arm a point. Raises ValueError where no process passes such a one: a proof that arms it would prove
        nothing."""
        self._armed[Point(point)] = nth

    def passed(self, point: Point) -> None:
        if point not in self._armed:
            return
        self._armed[point] -= 1
        if self._armed[point] == 0:
            os.kill(os.getpid(), SIGKILL)

    def watch(self, work: UnitOfWork) -> UnitOfWork:
        """Points on either side of its commit."""
        session = work.session.sync_session
        event.listen(session, "before_commit", lambda _: self.passed(Point.BEFORE_COMMIT))
        event.listen(session, "after_commit", lambda _: self.passed(Point.AFTER_COMMIT))
        return work

    def watch_inbox(self, repeated: Callable[[int], None]) -> None:
        """A point between what a batch does and the note of how far it was read, in this process; `repeated`
        is told how many records an inbox had already."""
        save: Callable[..., Awaitable[None]] = inbox.save_offsets
        take = inbox.accept

        async def told(
            connection: asyncpg.Connection, topic: str, delivered: Sequence[Delivered], **more: Any
        ) -> tuple[list[Delivered], list[Delivered]]:
            apply, park = await take(connection, topic, delivered, **more)
            if len(apply) + len(park) < len(delivered):
                repeated(len(delivered) - len(apply) - len(park))
            return apply, park

        async def watched(connection: asyncpg.Connection, topic: str, delivered: Sequence[Delivered]) -> None:
            self.passed(Point.BEFORE_OFFSET)
            await save(connection, topic, delivered)

        inbox.accept, inbox.save_offsets = told, watched  # type: ignore[assignment]


class WatchedRelay(OutboxRelay):
    """A relay with a point on either side of its delete."""

    points: Failpoints

    async def _relay_owned(self, connection: asyncpg.Connection) -> None:
        await super()._relay_owned(cast(asyncpg.Connection, _WatchedConnection(connection, self.points)))


class _WatchedConnection:
    def __init__(self, connection: asyncpg.Connection, points: Failpoints) -> None:
        self._connection, self._points = connection, points

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def execute(self, statement: str, *values: Any) -> Any:
        deletes = statement.startswith("DELETE")
        if deletes:
            self._points.passed(Point.BEFORE_DELETE)
        result = await self._connection.execute(statement, *values)
        if deletes:
            self._points.passed(Point.AFTER_DELETE)
        return result


class WatchedTransport:
    """A bus that can be made to kill its publisher once it has acknowledged, and to take two records of a
    counter in the wrong order."""

    def __init__(
        self, inner: Transport, points: Failpoints, swapped: Callable[[UUID, int, int], None]
    ) -> None:
        self._inner, self._points, self._swapped = inner, points, swapped
        self.swaps = 0

    async def publish(self, events: Sequence[Envelope]) -> Sequence[UUID]:
        pair = _neighbours(events) if self.swaps else None
        if pair is not None:
            self.swaps -= 1
            one, other = pair
            events = list(events)
            self._swapped(events[one].key, events[one].aggversion, events[other].aggversion)
            events[one], events[other] = events[other], events[one]
        acknowledged = await self._inner.publish(events)
        self._points.passed(Point.AFTER_BUS)
        return acknowledged

    async def read(self, topic: str, offsets: Mapping[int, int], *, limit: int) -> list[Delivered]:
        return await self._inner.read(topic, offsets, limit=limit)

    async def heads(self, topic: str) -> dict[int, int]:
        return await self._inner.heads(topic)

    async def wait(self, *, seconds: float) -> None:
        await self._inner.wait(seconds=seconds)

    async def ready(self) -> None:
        await self._inner.ready()

    async def close(self) -> None:
        await self._inner.close()


def _neighbours(events: Sequence[Envelope]) -> tuple[int, int] | None:
    """The places of two that follow one another in a counter."""
    seen: dict[UUID, int] = {}
    for place, each in enumerate(events):
        if each.key in seen:
            return seen[each.key], place
        seen[each.key] = place
    return None
