"""A caller that never takes silence for an answer: each command is meant, done and acknowledged, and asked
again until it is known to be done."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random
from uuid import UUID

from shared.ids import new_id
from shared.refusal import Unavailable
from shared.unit_of_work import UnitOfWork
from tests.eventually import eventually
from tests.verification.fault_injection import ledger
from tests.verification.fault_injection.counting import Command, Poison, count
from tests.verification.fault_injection.ledger import Ledger
from tests.verification.fault_injection.worker_protocol import Orders, tell

_SIDE_BY_SIDE = 4
_SINGLES = 0.7
_LARGEST = 200
_DATABASE_IS_BACK_WITHIN = 120


class Producer:
    """Does commands as long as it may: `allow` says up to how many acknowledged facts, those of the
    processes before it included."""

    def __init__(self, orders: Orders, begin: Callable[[], UnitOfWork]) -> None:
        path = Path(orders.ledger)
        told = ledger.read(path)
        self._acknowledged = sum(told.acknowledged.values())
        self._rng = Random(f"{orders.seed} {orders.name} {len(told.meant)}")
        self._ledger, self._begin = Ledger(path), begin
        self._counters = [UUID(int=(0xC0 << 120) | number) for number in range(1, orders.counters + 1)]
        self._allowed, self._under_way = 0, 0
        self._may_go_on = asyncio.Event()
        self._poison: list[Poison] = []

    def allow(self, facts: int) -> None:
        self._allowed = max(self._allowed, facts)
        self._may_go_on.set()

    def poison(self, kind: Poison) -> None:
        self._poison.append(kind)

    async def run(self) -> None:
        tell(acknowledged=self._acknowledged)
        await asyncio.gather(*(self._go_on() for _ in range(_SIDE_BY_SIDE)))

    async def _go_on(self) -> None:
        while True:
            while self._acknowledged + self._under_way >= self._allowed:
                self._may_go_on.clear()
                await self._may_go_on.wait()
            command = self._next()
            facts = len(command.counters)
            self._under_way += facts
            await self._ledger.meant(command.id, facts)
            await eventually(lambda one=command: self._do(one), within=_DATABASE_IS_BACK_WITHIN)  # type: ignore[misc]
            await self._ledger.acknowledged(command.id, facts)
            self._under_way -= facts
            self._acknowledged += facts
            tell(acknowledged=self._acknowledged)

    async def _do(self, command: Command) -> bool:
        """Whether it is known to be done."""
        try:
            async with self._begin() as work:
                await count(work, command)
        except Unavailable:
            return False
        return True

    def _next(self) -> Command:
        """Mostly singles, and batches in which some counters come often."""
        rng = self._rng
        if self._poison:
            return self._poisonous(self._poison.pop())
        size = 1 if rng.random() < _SINGLES else rng.randint(2, _LARGEST)
        size = min(size, self._allowed - self._acknowledged - self._under_way)
        picked = (self._counters[int(len(self._counters) * rng.random() ** 3)] for _ in range(size))
        return Command(new_id(), tuple(picked))

    def _poisonous(self, kind: Poison) -> Command:
        """The second fact of a new counter, with some in the same batch behind it and more to come later."""
        counter = UUID(int=self._rng.getrandbits(128))
        self._counters.append(counter)
        return Command(new_id(), (counter,) * 5, poison=(1, kind))
