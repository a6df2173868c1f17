"""Two workers of a service, each a process, side by side: they share the work and keep the order of every
key, and one does all of it when the other is killed."""

import asyncio
from collections import Counter
from collections.abc import Callable
from signal import SIGKILL
from uuid import UUID, uuid4

import orjson

from shared.messaging.envelope import PARTITIONS, partition_of
from shared.workers.consumer import OWNERSHIP
from shared.workers.outbox_relay import LEADERSHIP
from tests.deploy.processes_of import a_process
from tests.eventually import eventually
from tests.shared.kit import Kit, versions
from tests.shared.workers.test_partition_lease import fairly_shared_by_two, holders

ROUNDS = 10


def by_one(held: dict[int, int]) -> bool:
    return list(Counter(held.values()).values()) == [PARTITIONS]


def keys_of_every_partition() -> list[UUID]:
    found: dict[int, UUID] = {}
    while len(found) < PARTITIONS:
        key = uuid4()
        found[partition_of(key)] = key
    return list(found.values())


async def announce(kit: Kit, keys: list[UUID], rounds: range) -> None:
    for number in rounds:
        await asyncio.gather(*(kit.announce(key, str(number)) for key in keys))


async def all_applied(kit: Kit, count: int) -> None:
    await eventually(kit.applied, until=lambda applied: len(applied) == count, within=60)


async def owned(kit: Kit, so: Callable[[dict[int, int]], bool]) -> None:
    """Wait until partitions are held so, by relays and by consumers alike."""

    async def look() -> bool:
        return all([so(await holders(kit, kind)) for kind in (LEADERSHIP, OWNERSHIP)])

    await eventually(look, within=60)


async def test_two_workers_share_the_work_and_one_takes_over_from_the_other_when_it_is_killed(
    kit: Kit,
) -> None:
    keys = keys_of_every_partition()
    told = orjson.dumps({"database_url": kit.url, **kit.bus.settings()}).decode()
    worker = ("-m", "tests.shared.notes.worker", told)
    with a_process(*worker) as one, a_process(*worker):
        await owned(kit, fairly_shared_by_two)
        await announce(kit, keys, range(ROUNDS))
        await all_applied(kit, ROUNDS * len(keys))
        one.send_signal(SIGKILL)
        await announce(kit, keys, range(ROUNDS, 2 * ROUNDS))
        await owned(kit, by_one)
        await all_applied(kit, 2 * ROUNDS * len(keys))
    for key in keys:
        assert versions(await kit.on_the_bus(key)) == list(range(1, 2 * ROUNDS + 1))
        assert await kit.applied(key) == [str(number) for number in range(2 * ROUNDS)]
    assert await kit.dead_letters() == []
