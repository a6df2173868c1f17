"""Workers beside each other share the work fairly, and what a dead one leaves behind is taken over."""

import asyncio
from collections import Counter
from uuid import uuid4

import asyncpg
import pytest

from shared.messaging.envelope import PARTITIONS
from shared.workers.consumer import OWNERSHIP
from shared.workers.outbox_relay import LEADERSHIP
from shared.workers.partition_lease import PartitionLease
from tests.eventually import eventually
from tests.shared.kit import Kit, an_envelope, at_work, noting, versions
from tests.shared.workers.test_consumer import caught_up
from tests.shared.workers.test_outbox_relay import Between, emptied


async def holders(kit: Kit, kind: int = OWNERSHIP) -> dict[int, int]:
    """Which server process holds each partition."""
    rows = await kit.rows.fetch(
        "SELECT objid::int AS partition, pid FROM pg_locks"
        " WHERE locktype = 'advisory' AND granted AND classid::bigint = $1"
        " AND objid::bigint < $2"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        kind,
        PARTITIONS,
    )
    assert len({row["partition"] for row in rows}) == len(rows), "a partition has two readers"
    return {row["partition"]: row["pid"] for row in rows}


def fairly_shared_by_two(held: dict[int, int]) -> bool:
    return sorted(Counter(held.values()).values()) == [6, 6]


def fairly_shared_by_five(held: dict[int, int]) -> bool:
    return sorted(Counter(held.values()).values()) == [2, 2, 2, 3, 3]


async def test_two_consumers_share_no_partition_and_apply_everything_once(kit: Kit) -> None:
    async with (
        kit.transport("one") as one,
        kit.transport("other") as other,
        at_work(kit.consumer(one, noting(), name="one").run, kit.consumer(other, noting(), name="other").run),
    ):
        await eventually(lambda: holders(kit), until=lambda held: len(held) == PARTITIONS)
        await one.publish([an_envelope(uuid4()) for _ in range(100)])
        await caught_up(kit)
        await holders(kit)
    assert len(await kit.applied()) == 100


async def test_partitions_of_a_reader_that_died_are_taken_over_by_one_that_has_others(kit: Kit) -> None:
    dying = await asyncpg.connect(kit.url)
    await dying.execute("SELECT pg_advisory_lock($1, n) FROM generate_series(0, 5) AS n", OWNERSHIP)
    async with kit.transport() as log:
        await log.publish([an_envelope(uuid4()) for _ in range(100)])
        async with at_work(kit.consumer(log, noting()).run):
            await eventually(lambda: holders(kit), until=lambda held: len(held) == PARTITIONS)
            dying.terminate()
            await caught_up(kit)
    assert len(await kit.applied()) == 100


async def test_the_share_of_a_consumer_that_died_is_taken_over_within_seconds(kit: Kit) -> None:
    async with (
        kit.transport("one") as one,
        kit.transport("other") as other,
        at_work(kit.consumer(one, noting(), name="one").run),
    ):
        async with at_work(kit.consumer(other, noting(), name="other").run):
            await eventually(lambda: holders(kit), until=fairly_shared_by_two)
        await eventually(lambda: holders(kit), until=lambda held: len(held) == PARTITIONS, within=10)
        await one.publish([an_envelope(uuid4()) for _ in range(100)])
        await caught_up(kit)
    assert len(await kit.applied()) == 100


@pytest.mark.parametrize("asking", [False, True], ids=["between statements", "within one"])
async def test_a_consumer_that_was_stopped_and_not_killed_loses_its_share(kit: Kit, asking: bool) -> None:
    """A stopped process keeps its connection, and says nothing over it. The driver has statements prepared
    first and sent afterwards: whoever is stopped in between leaves a transaction open that is not idle."""
    stopped = await asyncpg.connect(kit.url)
    share = PartitionLease(stopped, kind=OWNERSHIP)
    await share.join()
    await share.rebalance()
    assert len(share.owned) == PARTITIONS
    if asking:
        await stopped.prepare("SELECT 'never sent'")
    async with kit.transport() as bus, at_work(kit.consumer(bus, noting()).run):
        await bus.publish([an_envelope(uuid4()) for _ in range(100)])
        await eventually(kit.applied, until=lambda applied: len(applied) == 100, within=15)
    assert stopped.is_closed()


async def test_a_consumer_that_loses_its_connection_takes_its_partitions_again(kit: Kit) -> None:
    async with kit.transport() as log, at_work(kit.consumer(log, noting(), name="losing").run):
        await eventually(lambda: holders(kit), until=lambda held: len(held) == PARTITIONS)
        assert await kit.kill("losing consumer") == 1
        await log.publish([an_envelope(uuid4()) for _ in range(10)])
        await caught_up(kit)
    assert len(await kit.applied()) == 10


async def test_relays_beside_each_other_share_the_work_and_keep_the_order_of_each_key(kit: Kit) -> None:
    keys = [uuid4() for _ in range(12)]
    async with kit.transport() as bus:
        relays = [Between(bus) for _ in range(5)]
        async with at_work(*(kit.relay(each, name=f"{n}").run for n, each in enumerate(relays))):
            await eventually(lambda: holders(kit, LEADERSHIP), until=fairly_shared_by_five)
            await asyncio.gather(*(kit.announce(key, "a") for _ in range(5) for key in keys))
            await emptied(kit)
    assert all([versions(await kit.on_the_bus(key)) == [1, 2, 3, 4, 5] for key in keys])
    assert sum(len(each.published) > 0 for each in relays) > 1


async def test_the_share_of_a_relay_that_loses_its_connection_is_taken_over(kit: Kit) -> None:
    keys = [uuid4() for _ in range(12)]
    async with (
        kit.transport() as bus,
        at_work(kit.relay(bus, name="first").run, kit.relay(bus, name="second").run),
    ):
        await eventually(lambda: holders(kit, LEADERSHIP), until=fairly_shared_by_two)
        for name in ("first", "second"):
            assert await kit.kill(f"{name} relay leads") == 1
            await asyncio.gather(*(kit.announce(key, name) for key in keys))
            await emptied(kit)
    assert [await kit.on_the_bus(key) for key in keys] == [[(1, "first"), (2, "second")]] * 12
