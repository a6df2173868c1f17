"""What holds of every transport: dense offsets, order as published, reading by offset, news that wakes."""

import asyncio
from uuid import uuid4

from shared.messaging.envelope import PARTITIONS, partition_of
from shared.messaging.transport import Transport
from tests.eventually import eventually
from tests.patience import patient
from tests.shared.buses import TOPIC
from tests.shared.kit import Kit, an_envelope

START = dict.fromkeys(range(PARTITIONS), 0)


async def read_all(transport: Transport, count: int) -> dict[int, list[int]]:
    """The offsets of `count` events, per partition in the order they were read."""
    found: dict[int, list[int]] = {}
    at = dict(START)

    async def read() -> int:
        for each in await transport.read(TOPIC, at, limit=50):
            found.setdefault(each.partition, []).append(each.offset)
            at[each.partition] = each.offset + 1
        return sum(map(len, found.values()))

    await eventually(read, until=lambda total: total == count)
    return found


async def test_offsets_are_dense_in_every_partition(kit: Kit) -> None:
    async with kit.transport() as bus:
        for _ in range(3):
            await bus.publish([an_envelope(uuid4()) for _ in range(40)])
        found = await read_all(bus, 120)
        assert {partition: len(at) for partition, at in found.items()} == await bus.heads(TOPIC)
    assert all(at == list(range(len(at))) for at in found.values())


async def test_publishers_at_once_leave_no_event_out(kit: Kit) -> None:
    events = [[an_envelope(uuid4()) for _ in range(25)] for _ in range(16)]
    async with kit.transport() as one, kit.transport() as other:
        said = await asyncio.gather(*((one, other)[n % 2].publish(batch) for n, batch in enumerate(events)))
    assert [set(ids) for ids in said] == [{event.id for event in batch} for batch in events]
    assert {event.id for event in await kit.bus.everything()} == {id for ids in said for id in ids}


async def test_reading_goes_on_from_an_offset_in_order_and_no_further_than_asked(kit: Kit) -> None:
    key = uuid4()
    async with kit.transport() as log:
        await log.publish([an_envelope(key, version) for version in range(1, 8)])
        read = await log.read(TOPIC, {partition_of(key): 2}, limit=3)
        assert [(each.offset, each.envelope.aggversion) for each in read] == [(2, 3), (3, 4), (4, 5)]
        assert await log.read(TOPIC, {partition_of(key): 7}, limit=3) == []
        assert await log.heads(TOPIC) == {partition_of(key): 7}


async def test_of_no_partition_nothing_is_read_and_at_once(kit: Kit) -> None:
    """What the heads of a topic are that has no event yet."""
    async with kit.transport() as log:
        assert await log.read(TOPIC, {}, limit=3) == []


async def test_an_event_is_read_as_it_was_published(kit: Kit) -> None:
    event = an_envelope(uuid4(), headers=b'{"source":"urn:dolen:notes"}')
    async with kit.transport() as log:
        await log.publish([event])
        (read,) = await log.read(TOPIC, dict.fromkeys(range(PARTITIONS), 0), limit=10)
    assert read.envelope == event
    assert read.partition == event.partition


async def test_a_key_is_in_the_same_partition_of_every_transport(kit: Kit) -> None:
    event = an_envelope(uuid4())
    async with kit.transport() as bus:
        await bus.publish([event])
        assert await bus.heads(TOPIC) == {partition_of(event.key): 1}


async def test_a_reader_may_go_back_and_is_given_the_same_again(kit: Kit) -> None:
    key = uuid4()
    async with kit.transport() as bus:
        await bus.publish([an_envelope(key, version) for version in range(1, 8)])
        once = await bus.read(TOPIC, {partition_of(key): 0}, limit=5)
        again = await bus.read(TOPIC, {partition_of(key): 0}, limit=5)
    assert [each.offset for each in once] == [0, 1, 2, 3, 4]
    assert again == once


async def test_news_that_came_while_a_reader_was_busy_is_not_slept_through(kit: Kit) -> None:
    async with kit.transport("reader") as reader, kit.transport("writer") as writer:
        assert await reader.read(TOPIC, START, limit=10) == []
        await reader.wait(seconds=0.01)
        await writer.publish([an_envelope(uuid4())])
        await asyncio.wait_for(reader.wait(seconds=60), patient(10))

        async def read() -> int:
            return len(await reader.read(TOPIC, START, limit=10))

        await eventually(read, until=lambda count: count == 1)


async def test_a_transport_that_was_closed_opens_again(kit: Kit) -> None:
    event = an_envelope(uuid4())
    async with kit.transport() as bus:
        await bus.publish([event])
        await bus.close()
        await bus.publish([an_envelope(event.key, 2)])
        await bus.ready()
    assert [version for version, _ in await kit.on_the_bus()] == [1, 2]
