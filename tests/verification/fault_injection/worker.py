"""One worker process of the harness: a producer, a relay or a consumer over the real kit, with points at
which it can be made to die."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from time import time_ns
from typing import Any, cast
from uuid import UUID

import orjson
from uuid_utils import uuid7

from shared import clock
from shared.auth.caller import worker
from shared.field_encryption.key_files import development_key
from shared.field_encryption.key_ring import KeyRing
from shared.messaging import outbox
from shared.messaging.outbox import Outbox, Trace
from shared.messaging.transport import Transport
from shared.persistence import database
from shared.runtime.telemetry import configure
from shared.unit_of_work import UnitOfWork
from shared.workers.consumer import Consumer
from tests.verification.fault_injection.counting import applying
from tests.verification.fault_injection.failpoints import Failpoints, WatchedRelay, WatchedTransport
from tests.verification.fault_injection.producer import Producer
from tests.verification.fault_injection.worker_protocol import Orders, tell

_POOL = 8
_BATCH = 200


class Worker:
    """The process; `orders` say which one it is."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._points = Failpoints()
        self._cured = False
        self._skew = timedelta()
        self._engine = database.engine(orders.url, pool_size=_POOL)
        self._outbox = Outbox("prove")
        self._keys = KeyRing.reading(development_key, service="prove")
        self._transport = WatchedTransport(orders.lane.transport(orders.name), self._points, _swapped)
        self._producer = Producer(orders, self._begin) if orders.role == "producer" else None

    async def run(self) -> None:
        outbox.new_id = self._new_id  # type: ignore[attr-defined]
        self._points.watch_inbox(lambda times: tell(repeated=times))
        told = asyncio.create_task(self._listen())
        tell(ready=True)
        working = asyncio.ensure_future(self._part()())
        await asyncio.wait({told, working}, return_when=asyncio.FIRST_COMPLETED)
        for task in (working, told):
            task.cancel()
        for end in await asyncio.gather(working, told, return_exceptions=True):
            if isinstance(end, Exception):
                raise end

    def _part(self) -> Callable[[], Awaitable[None]]:
        orders, transport = self._orders, cast(Transport, self._transport)
        if self._producer is not None:
            return self._producer.run
        if orders.role == "relay":
            relay = WatchedRelay(
                orders.url, name=orders.name, outbox=self._outbox, transport=transport, batch=_BATCH
            )
            relay.points = self._points
            return relay.run
        return Consumer(
            orders.url,
            name=orders.name,
            transport=transport,
            reactions=applying(lambda: self._cured),
            begin=self._begin,
            batch=_BATCH,
        ).run

    def _begin(self, trace: Trace | None = None) -> UnitOfWork:
        work = UnitOfWork(
            self._engine,
            caller=worker("prove"),
            now=self._now(),
            outbox=self._outbox,
            keys=self._keys,
            trace=trace,
        )
        return self._points.watch(work)

    def _now(self) -> datetime:
        return clock.now() + self._skew

    def _new_id(self) -> UUID:
        """Ids carry the time they were made at: a wrong clock makes wrong ids."""
        return UUID(int=uuid7(nanoseconds=time_ns() + self._skew // timedelta(microseconds=1) * 1000).int)

    async def _listen(self) -> None:
        """Do as the harness says until it is gone."""
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
        )
        while line := await reader.readline():
            self._obey(**orjson.loads(line))

    def _obey(self, do: str, **how: Any) -> None:
        match do:
            case "arm":
                self._points.arm(how["point"], how["nth"])
            case "swap":
                self._transport.swaps += 1
            case "cure":
                self._cured = True
            case "skew":
                self._skew = timedelta(hours=how["hours"])
            case "allow" if self._producer is not None:
                self._producer.allow(how["facts"])
            case "poison" if self._producer is not None:
                self._producer.poison(how["kind"])


def _swapped(counter: UUID, one: int, other: int) -> None:
    tell(swapped=[counter, one, other])


if __name__ == "__main__":
    given = Orders.read(sys.argv[1])
    configure(given.name)
    asyncio.run(Worker(given).run())
