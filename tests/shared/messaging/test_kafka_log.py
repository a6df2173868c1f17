"""What a cluster's failures do to the transport over it: calls end, clients are replaced, nothing is lost."""

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator, Sequence
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition  # type: ignore[import-untyped]

from deploy.kafka.topics import TopicsDiffer, declare
from shared.messaging.envelope import PARTITIONS, Envelope, partition_of
from shared.messaging.kafka import KafkaLog, closing, reader
from shared.messaging.transport import BusUnreachable, OffsetOutOfRange, Transport
from tests.brokers import Brokers
from tests.eventually import eventually
from tests.patience import patient
from tests.shared.buses import TOPIC, KafkaBus
from tests.shared.kit import Kit, an_envelope, versions

pytestmark = pytest.mark.parametrize("kit", ["kafka"], indirect=True)


@pytest.fixture
async def cut_off() -> AsyncIterator[None]:
    """For tests that cut clients off: what these leave behind is cleared away before the next test, which
    would be blamed for it."""
    yield
    if closing._CLOSING:
        await asyncio.wait(closing._CLOSING, timeout=patient(30))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


START = dict.fromkeys(range(PARTITIONS), 0)


async def publish_all(bus: Transport, events: Sequence[Envelope]) -> None:
    """As a relay does: in order, again and again, until every one is acknowledged."""
    left = list(events)

    async def sent() -> bool:
        try:
            acknowledged = set(await bus.publish(left))
        except BusUnreachable:
            return False
        left[:] = [event for event in left if event.id not in acknowledged]
        return not left

    await eventually(sent, within=60)


@pytest.mark.usefixtures("cut_off")
async def test_the_death_of_a_leader_loses_and_reorders_nothing(kit: Kit, kafka: Brokers) -> None:
    keys = [uuid4() for _ in range(24)]  # some in partitions of each leader
    async with kit.transport() as bus:
        await publish_all(bus, [an_envelope(key, 1) for key in keys])
        with kafka.without("kafka-2"):
            for version in (2, 3):
                await publish_all(bus, [an_envelope(key, version) for key in keys])
    assert [versions(await kit.on_the_bus(key)) for key in keys] == [[1, 2, 3]] * 24


@pytest.mark.usefixtures("cut_off")
async def test_without_a_cluster_every_call_ends_and_with_it_again_everything_works(
    kit: Kit, kafka: Brokers
) -> None:
    event = an_envelope(uuid4())
    async with kit.transport() as bus:
        await publish_all(bus, [event])
        assert len(await bus.read(TOPIC, START, limit=10)) == 1
        with kafka.without(*kafka.processes, stopped=True):
            began = monotonic()
            calls: list[Any] = [
                bus.publish([an_envelope(event.key, 2)]),
                bus.heads(TOPIC),
            ]
            ends = await asyncio.gather(*calls, return_exceptions=True)
            assert [type(end) for end in ends] == [BusUnreachable] * 2
            with pytest.raises(BusUnreachable):
                await bus.ready()
            assert monotonic() - began < patient(45)
        await publish_all(bus, [an_envelope(event.key, 2)])

        async def read() -> set[int]:
            try:
                return {each.envelope.aggversion for each in await bus.read(TOPIC, START, limit=10)}
            except BusUnreachable:
                return set()

        await eventually(read, until=lambda seen: seen == {1, 2}, within=60)


@pytest.mark.usefixtures("cut_off")
async def test_a_partition_that_does_not_get_through_keeps_what_follows_in_it_back(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were a second batch acknowledged without the first, a key's facts would stand in the wrong order."""
    one, other = uuid4(), uuid4()
    while partition_of(other) == partition_of(one):
        other = uuid4()
    async with kit.transport() as bus:
        assert isinstance(bus, KafkaLog)
        await bus.publish([an_envelope(uuid4())])  # there is a producer from here on
        producer = bus._publisher._producer
        send, sent = producer.send_batch, list[int]()

        async def send_batch(batch: Any, topic: str, *, partition: int) -> Any:
            sent.append(partition)
            if partition == partition_of(one):
                raise TimeoutError
            return await send(batch, topic, partition=partition)

        monkeypatch.setattr(producer, "send_batch", send_batch)
        large = b'{"words":"' + b"x" * 100_000 + b'"}'
        events = [an_envelope(key, n, data=large) for n in range(1, 4) for key in (one, other)]
        acknowledged = await bus.publish(events)
    assert set(acknowledged) == {event.id for event in events if event.key == other}
    assert sent.count(partition_of(one)) == 1
    assert sent.count(partition_of(other)) > 1


async def test_a_reader_that_stands_still_is_replaced(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_LOOK_SECONDS", 0.1)
    async with kit.transport() as bus:
        assert isinstance(bus, KafkaLog)
        assert await bus.read(TOPIC, START, limit=10) == []

        async def nothing(*_: Any, **__: Any) -> dict[Any, Any]:
            return {}

        monkeypatch.setattr(bus._reader._consumer, "getmany", nothing)
        await bus.publish([an_envelope(uuid4())])

        async def stands_still() -> bool:
            try:
                await bus.wait(seconds=0.05)
            except BusUnreachable:
                return True
            return False

        await eventually(stands_still)

        async def read() -> int:
            return len(await bus.read(TOPIC, START, limit=10))

        await eventually(read, until=lambda count: count == 1)


async def test_an_offset_that_is_not_there_is_an_error_and_not_a_fresh_start(kit: Kit) -> None:
    async with kit.transport() as bus:
        await bus.publish([an_envelope(uuid4())])
        with pytest.raises(OffsetOutOfRange):
            await bus.read(TOPIC, dict.fromkeys(range(PARTITIONS), 1000), limit=10)


async def test_a_record_is_a_cloudevent_in_binary_mode(kit: Kit) -> None:
    headers = b'{"source":"urn:dolen:notes","time":"2018-03-05T09:30:00Z"}'
    event = an_envelope(UUID(int=7), headers=headers)
    assert isinstance(kit.bus, KafkaBus)
    async with kit.transport() as bus:
        await bus.publish([event])
    consumer = AIOKafkaConsumer(bootstrap_servers=kit.bus.servers, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([TopicPartition(kit.bus.prefix + TOPIC, event.partition)])
        record = await asyncio.wait_for(consumer.getone(), patient(20))
    finally:
        await consumer.stop()
    assert (record.key, record.value) == (str(event.key).encode(), event.data)
    assert dict(record.headers) == {
        "ce_specversion": b"1.0",
        "content-type": b"application/json",
        "ce_id": str(event.id).encode(),
        "ce_type": event.type.encode(),
        "ce_subject": record.key,
        "ce_partitionkey": record.key,
        "ce_aggversion": b"1",
        "ce_source": b"urn:dolen:notes",
        "ce_time": b"2018-03-05T09:30:00Z",
    }


async def test_a_topic_that_differs_from_its_declaration_is_refused(kit: Kit, monkeypatch: Any) -> None:
    assert isinstance(kit.bus, KafkaBus)
    monkeypatch.setattr("deploy.kafka.topics.PARTITIONS", 5)
    with pytest.raises(TopicsDiffer, match="12 partitions and not 5"):
        await declare(kit.bus.servers, [kit.bus.prefix + TOPIC])
