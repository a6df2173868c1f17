"""A fact that the bus will never take is set aside with what follows it in its key, and holds nothing else
back."""

import contextlib
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient  # type: ignore[import-untyped]
from aiokafka.admin.config_resource import (  # type: ignore[import-untyped]
    ConfigResource,
    ConfigResourceType,
)

from shared.messaging import transport
from shared.messaging.envelope import partition_of
from shared.workers import dead_letters
from tests.eventually import eventually
from tests.shared.buses import TOPIC, KafkaBus
from tests.shared.kit import Kit, at_work
from tests.shared.notes.facts import Noted

LARGE = "x" * 3000


async def left(kit: Kit, key: UUID) -> list[tuple[int, str]]:
    """Version and reason of what was set aside of a key."""
    letters = await dead_letters.list_all(kit.rows)
    return sorted((letter.aggversion, letter.reason) for letter in letters if letter.key == key)


async def emptied(kit: Kit) -> None:
    await eventually(kit.waiting, until=lambda count: count == 0, within=60)


def a_neighbour(key: UUID) -> UUID:
    """Another key in the same partition."""
    while True:
        other = uuid4()
        if partition_of(other) == partition_of(key):
            return other


@contextlib.asynccontextmanager
async def brokers_taking(size: int, bus: KafkaBus) -> AsyncIterator[None]:
    """As long as the block lasts, brokers take batches of `size` bytes at most."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bus.servers)
    await admin.start()

    async def take(most: int) -> None:
        configs = {"max.message.bytes": str(most), "min.insync.replicas": "2", "retention.ms": "-1"}
        await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, bus.prefix + TOPIC, configs)])

    try:
        await take(size)
        yield
    finally:
        await take(8_388_608)
        await admin.close()


async def test_a_fact_too_large_is_set_aside_and_holds_back_its_key_alone(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "LARGEST", 2000)
    key, other = (first := uuid4()), a_neighbour(first)
    async with kit.transport() as bus, at_work(kit.relay(bus).run):
        async with kit.work() as work:
            work.announce(*Noted.of(key, "1", LARGE, "3"), *Noted.of(other, "1", "2"))
        await emptied(kit)
        assert await left(kit, key) == [(2, "refused"), (3, "held")]
        await kit.announce(key, "4")
        await kit.announce(other, "3")
        await emptied(kit)
    assert await left(kit, key) == [(2, "refused"), (3, "held"), (4, "held")]
    assert await kit.on_the_bus(key) == [(1, "1")]
    assert await kit.on_the_bus(other) == [(1, "1"), (2, "2"), (3, "3")]


async def test_what_was_refused_and_is_redriven_goes_before_what_was_held_behind_it(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "LARGEST", 2000)
    key = uuid4()
    async with kit.transport() as bus, at_work(kit.relay(bus).run):
        await kit.announce(key, LARGE, "2", "3")
        await emptied(kit)
        [refused] = await dead_letters.requeue(kit.rows)

        async def attempts() -> int:
            return next(
                each.attempts for each in await dead_letters.list_all(kit.rows) if each.event_id == refused
            )

        assert await eventually(attempts) == 1  # it is as large as it was
        assert await left(kit, key) == [(1, "refused"), (2, "held"), (3, "held")]
        monkeypatch.undo()
        await dead_letters.requeue(kit.rows, [refused])
        await kit.announce(key, "4")
        await eventually(lambda: left(kit, key), until=lambda letters: letters == [])
        await emptied(kit)
    assert await kit.on_the_bus(key) == [(1, LARGE), (2, "2"), (3, "3"), (4, "4")]


async def test_one_that_was_set_aside_is_shown_as_it_was_announced(
    kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "LARGEST", 2000)
    key = uuid4()
    async with kit.transport() as bus, at_work(kit.relay(bus).run):
        await kit.announce(key, LARGE)
        await emptied(kit)
    [letter] = await dead_letters.list_all(kit.rows)
    found = await dead_letters.get(kit.rows, letter.event_id)
    assert found is not None
    assert (found.key, found.aggversion, found.cloudevent()["data"]["words"]) == (key, 1, LARGE)


@pytest.mark.parametrize("kit", ["kafka"], indirect=True)
async def test_what_brokers_take_less_than_shows_among_those_sent_with_it(kit: Kit) -> None:
    assert isinstance(kit.bus, KafkaBus)
    key, other = (first := uuid4()), a_neighbour(first)
    async with kit.transport() as bus, at_work(kit.relay(bus).run):
        async with brokers_taking(2500, kit.bus):
            async with kit.work() as work:
                work.announce(*Noted.of(key, "1", LARGE, "3"), *Noted.of(other, "1", "2"))
            await emptied(kit)
        assert await left(kit, key) == [(2, "refused"), (3, "held")]
        assert await kit.on_the_bus(other) == [(1, "1"), (2, "2")]
        await dead_letters.requeue(kit.rows)
        await eventually(lambda: left(kit, key), until=lambda letters: letters == [], within=60)
    assert await kit.on_the_bus(key) == [(1, "1"), (2, LARGE), (3, "3")]
