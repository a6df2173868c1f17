"""Faults: how each kind is injected, and how it is known to have happened."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, Final, Protocol

from shared.messaging.envelope import PARTITIONS, Delivered
from shared.workers.outbox_relay import LEADERSHIP
from tests.eventually import eventually, insisted
from tests.verification.fault_injection.counting import Counted
from tests.verification.fault_injection.failpoints import Point
from tests.verification.fault_injection.routes import Lane
from tests.verification.fault_injection.server import Look, Server
from tests.verification.fault_injection.worker_pool import Crew, Member

_HAPPENS_WITHIN: Final = 60
_TAKEN_OVER_WITHIN: Final = 90
_AGAIN: Final = 300


class Harmable(Protocol):
    """The brokers, where the bus has any."""

    async def kill(self, rng: Random) -> None: ...
    async def stand_still(self, rng: Random) -> None: ...
    async def restart_all(self) -> None: ...


@dataclass
class Scene:
    """Where faults happen. `source` and `sink` are looks at the two services' databases."""

    crew: Crew
    server: Server
    lane: Lane
    source: Look
    sink: Look
    rng: Random
    brokers: Harmable | None = None

    def one(self, role: str) -> Member:
        return self.rng.choice(self.crew.of(role))


Fault = Callable[[Scene], Awaitable[None]]


async def _kill(role: str, scene: Scene) -> None:
    member = scene.one(role)
    await member.dies(member.kill)


async def _die_at(role: str, point: Point, scene: Scene) -> None:
    member, nth = scene.one(role), scene.rng.randint(1, 2)
    await member.dies(lambda: member.say("arm", point=point, nth=nth))


async def _end_server(how: str, scene: Scene) -> None:
    await scene.server.end(how)


_HELD = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND mode = 'ExclusiveLock' AND classid::bigint = $1
AND objid::bigint < $2 AND datname = current_database() AND (application_name LIKE $3) = $4
"""


async def _stop_relay(scene: Scene) -> None:
    await _stop(scene, "relay", scene.source, LEADERSHIP)


async def _stop_consumer(scene: Scene) -> None:
    await _stop(scene, "consumer", scene.sink, LEADERSHIP + 1)


async def _stop(scene: Scene, role: str, look: Look, locks: int) -> None:
    """A leader stands still until others hold all that was its own; then it goes on as if it still led."""
    member = scene.one(role)
    name = f"{member.orders.name}%"
    # one that has just taken another's place may have nothing to lose yet
    await eventually(lambda: look.value(_HELD, locks, PARTITIONS, name, True), within=_TAKEN_OVER_WITHIN)
    member.stop()
    try:
        await eventually(
            lambda: look.value(_HELD, locks, PARTITIONS, name, False),
            until=lambda held: held == PARTITIONS,
            within=_TAKEN_OVER_WITHIN,
        )
    finally:
        member.go_on()


async def _append_again(scene: Scene) -> None:
    """Facts that are on the bus are published once more, as by a relay that died before its delete."""
    transport = scene.lane.transport("again")

    async def carried() -> list[Delivered]:
        heads = await insisted(partial(transport.heads, Counted.topic))
        places = {partition: max(0, head - _AGAIN) for partition, head in heads.items()}
        return await insisted(partial(transport.read, Counted.topic, places, limit=_AGAIN))

    try:
        found = await eventually(carried, within=_HAPPENS_WITHIN)
        before = scene.crew.repeated
        await insisted(partial(transport.publish, [each.envelope for each in found]))
        if scene.lane.bus == "kafka":  # the Postgres log has each id once and drops them itself
            await _until(lambda: scene.crew.repeated > before)
    finally:
        await transport.close()


async def _read_again(scene: Scene) -> None:
    """A reader is set back, as one whose note of how far it was did not survive."""
    before = scene.crew.repeated

    async def comes_again() -> bool:
        # a batch that is just being written may outrun it
        await scene.sink.value(_SET_BACK, _AGAIN)
        return scene.crew.repeated > before

    await eventually(comes_again, within=_HAPPENS_WITHIN)


_SET_BACK: Final = "UPDATE consumer_offset SET next_offset = greatest(0, next_offset - $1)"


async def _swap(scene: Scene) -> None:
    relay = scene.one("relay")
    before = len(relay.swapped)
    relay.say("swap")
    await _until(lambda: len(relay.swapped) > before)


async def _skew(hours: int, scene: Scene) -> None:
    producer = scene.one("producer")
    before = producer.acknowledged
    producer.say("skew", hours=hours)
    await _until(lambda: producer.acknowledged > before)


_POISONS: Final = "SELECT count(*) FROM dead_letter WHERE reason = 'poison'"


async def _poison(kind: str, scene: Scene) -> None:
    before = await scene.sink.value(_POISONS)
    scene.one("producer").say("poison", kind=kind)
    await eventually(
        lambda: scene.sink.value(_POISONS), until=lambda now: (now or 0) > before, within=_HAPPENS_WITHIN
    )


async def _until(so: Callable[[], bool]) -> None:
    async def look() -> bool:
        return so()

    await eventually(look, within=_HAPPENS_WITHIN)


async def _brokers(which: str, scene: Scene) -> None:
    brokers: Any = scene.brokers
    await (brokers.restart_all() if which == "restart_all" else getattr(brokers, which)(scene.rng))


_EVERYWHERE: Final[dict[str, Fault]] = {
    "kill -9 of PostgreSQL": partial(_end_server, "kill"),
    "kill -9 of a producer": partial(_kill, "producer"),
    "kill -9 of a relay": partial(_kill, "relay"),
    "kill -9 of a consumer": partial(_kill, "consumer"),
    "relay stopped, another takes over, it goes on": _stop_relay,
    "relay dies after the bus's acknowledgement": partial(_die_at, "relay", Point.AFTER_BUS),
    "consumer dies before the commit": partial(_die_at, "consumer", Point.BEFORE_COMMIT),
    "producer dies after the commit": partial(_die_at, "producer", Point.AFTER_COMMIT),
    "records appended again": _append_again,
    "records swapped": _swap,
    "poison that raises": partial(_poison, "raises"),
    "clock an hour ahead": partial(_skew, 1),
    "immediate stop of PostgreSQL": partial(_end_server, "immediate"),
    "consumer stopped, another takes over, it goes on": _stop_consumer,
    "relay dies before the delete": partial(_die_at, "relay", Point.BEFORE_DELETE),
    "relay dies after the delete": partial(_die_at, "relay", Point.AFTER_DELETE),
    "consumer dies before the offset is written": partial(_die_at, "consumer", Point.BEFORE_OFFSET),
    "consumer dies after the commit": partial(_die_at, "consumer", Point.AFTER_COMMIT),
    "producer dies before the commit": partial(_die_at, "producer", Point.BEFORE_COMMIT),
    "reader set back": _read_again,
    "poison that breaks the transaction": partial(_poison, "breaks"),
    "clock an hour behind": partial(_skew, -1),
}
_WITH_BROKERS: Final[dict[str, Fault]] = {
    "kill -9 of a broker": partial(_brokers, "kill"),
    "broker stopped, another leads, it goes on": partial(_brokers, "stand_still"),
    "brokers restarted one after another": partial(_brokers, "restart_all"),
}


def planned(count: int, *, brokers: bool, rng: Random) -> list[tuple[str, Fault]]:
    """As many faults of every kind as `count` allows, the gravest kinds first where it does not allow all,
    in any order."""
    kinds = list((_WITH_BROKERS if brokers else {}).items()) + list(_EVERYWHERE.items())
    plan = [kinds[nth % len(kinds)] for nth in range(count)]
    rng.shuffle(plan)
    return plan
