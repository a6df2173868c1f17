"""One process of a measurement: a service over the kit as it is deployed, told by a line what to do, which
says in the end what it took."""

import asyncio
import itertools
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from time import monotonic, process_time
from typing import Any, Literal, Self, cast
from uuid import UUID

import asyncpg
import orjson
import uvloop

from shared.ids import new_id
from shared.runtime.server import collect_garbage_rarely
from shared.runtime.service import ProcessRole
from shared.runtime.telemetry import configure
from shared.service_context import ServiceContext
from shared.settings import ServiceSettings
from tests.eventually import a_while
from tests.verification.bench import notes_service

_SIDE_BY_SIDE = 4
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Orders:
    """`reads` is whether it takes facts in. `bus` is what ServiceSettings calls so, and `address` where that
    is. With `facts`, it announces so many, `each` in one command; with `rate`, one by one, so many a
    second."""

    role: ProcessRole
    reads: bool
    database: str
    bus: Literal["postgres", "kafka"]
    address: str
    facts: int = 0
    each: int = 1
    rate: float = 0

    def written(self) -> str:
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def read(cls, text: str) -> Self:
        return cls(**orjson.loads(text))

    def settings(self) -> ServiceSettings:
        where = {"bus_url": self.address} if self.bus == "postgres" else _topics(self.address)
        told = {"environment": "development", "issuer": "-", "jwks": "-", "database_url": self.database}
        return ServiceSettings.model_validate({**told, "bus": self.bus, **where})


def _topics(address: str) -> dict[str, str]:
    servers, _, prefix = address.partition("/")
    return {"kafka": servers, "kafka_prefix": prefix}


class Hand:
    """What the process does. Moments are of the machine's monotonic clock, which all its processes share."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._committed: list[tuple[str, float]] = []
        self._applied: list[tuple[str, float]] = []
        self._looks: list[float] = []

    async def run(self) -> None:
        orders = self._orders
        self._time_looks()
        service = notes_service.service(heard=self._heard if orders.reads else None)
        app = service.app(orders.settings(), orders.role)
        lines = await _input()
        _say(ready=True)
        await lines.readline()
        before = process_time()
        async with app.router.lifespan_context(app):
            if orders.facts:
                await (self._at_a_pace if orders.rate else self._at_once)(
                    cast(ServiceContext, app.state.context)
                )
                _say(done=True)
            await lines.read()
            _say(
                seconds=process_time() - before,
                committed=dict(self._committed),
                applied=dict(self._applied),
                looks=self._looks,
            )

    def _time_looks(self) -> None:
        """How long the relay's looks into the outbox take, those that find something."""
        fetch = asyncpg.Connection.fetch

        async def timed(connection: Any, query: str, *values: Any, **how: Any) -> Any:
            began = monotonic()
            rows = await fetch(connection, query, *values, **how)
            if rows and "FROM outbox" in query:
                self._looks.append(monotonic() - began)
            return rows

        asyncpg.Connection.fetch = timed  # type: ignore[method-assign,assignment]

    def _heard(self, notes: Sequence[UUID]) -> None:
        if len(self._applied) < _REMEMBERED:
            now = monotonic()
            self._applied.extend((str(each), now) for each in notes)

    async def _at_once(self, wiring: ServiceContext) -> None:
        """A tenth as many notes as facts are noted again and again, in turn."""
        each, facts = self._orders.each, self._orders.facts
        commands = facts // each
        groups = [[new_id() for _ in range(each)] for _ in range(max(2 * _SIDE_BY_SIDE, commands // 10))]
        turns = itertools.islice(itertools.cycle(groups), commands)

        async def some() -> None:
            for notes in turns:
                async with wiring.begin_as_worker() as work:
                    await notes_service.note(work, notes)

        await asyncio.gather(*(some() for _ in range(_SIDE_BY_SIDE)))

    async def _at_a_pace(self, wiring: ServiceContext) -> None:
        loop = asyncio.get_running_loop()
        begin, room = loop.time(), asyncio.Semaphore(_SIDE_BY_SIDE)

        async def one() -> None:
            note = new_id()
            # a machine that has others to serve for a while must not run us out of connections
            async with room, wiring.begin_as_worker() as work:
                await notes_service.note(work, [note])
                notes_service.once_committed(work, lambda: self._committed.append((str(note), monotonic())))

        async with asyncio.TaskGroup() as noted:
            for number in range(self._orders.facts):
                noted.create_task(one())
                await a_while(max(0.0, begin + number / self._orders.rate - loop.time()))


async def _input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    return reader


def _say(**said: Any) -> None:
    sys.stdout.buffer.write(orjson.dumps(said) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    configure("hand")
    collect_garbage_rarely()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(Hand(Orders.read(sys.argv[1])).run())
