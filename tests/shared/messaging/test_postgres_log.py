"""The Postgres log plays the broker: dense offsets, every event once, order as published."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from shared.messaging.envelope import partition_of
from shared.persistence.database import is_transient
from tests.eventually import eventually
from tests.patience import patient
from tests.shared.buses import TOPIC, PostgresBus
from tests.shared.kit import Kit, an_envelope

pytestmark = pytest.mark.parametrize("kit", ["postgres"], indirect=True)


def keys_of_one_partition(count: int) -> list[UUID]:
    found: list[UUID] = []
    while len(found) < count:
        key = uuid4()
        if partition_of(key) == 3:
            found.append(key)
    return found


async def offsets(postgres_bus: PostgresBus) -> dict[int, list[int]]:
    rows = await postgres_bus.log.fetch(
        'SELECT partition, array_agg("offset" ORDER BY "offset") AS at FROM log GROUP BY 1'
    )
    return {row["partition"]: row["at"] for row in rows}


async def test_offsets_are_dense_in_every_partition(kit: Kit, postgres_bus: PostgresBus) -> None:
    async with kit.transport() as log:
        for _ in range(3):
            await log.publish([an_envelope(uuid4()) for _ in range(40)])
    assert all(at == list(range(len(at))) for at in (await offsets(postgres_bus)).values())


async def test_an_event_published_again_is_dropped_and_leaves_no_hole(
    kit: Kit, postgres_bus: PostgresBus
) -> None:
    first, second, third = (an_envelope(key) for key in keys_of_one_partition(3))
    async with kit.transport() as log:
        await log.publish([first, second])
        said = await log.publish([first, second, third])
    assert set(said) == {first.id, second.id, third.id}
    assert await offsets(postgres_bus) == {3: [0, 1, 2]}


async def test_two_publishers_of_the_same_events_at_once_publish_them_once(
    kit: Kit, postgres_bus: PostgresBus
) -> None:
    events = [an_envelope(uuid4()) for _ in range(200)]
    async with kit.transport() as one, kit.transport() as other:
        await asyncio.gather(*(log.publish(events) for log in (one, other, one, other)))
    found = await offsets(postgres_bus)
    assert sum(map(len, found.values())) == 200
    assert all(at == list(range(len(at))) for at in found.values())


async def test_publishers_at_once_leave_no_hole_and_no_event_out(kit: Kit, postgres_bus: PostgresBus) -> None:
    async with kit.transport() as one, kit.transport() as other:
        await asyncio.gather(
            *(
                log.publish([an_envelope(uuid4()) for _ in range(25)])
                for log in (one, other)
                for _ in range(8)
            )
        )
    found = await offsets(postgres_bus)
    assert sum(map(len, found.values())) == 400
    assert all(at == list(range(len(at))) for at in found.values())


async def test_a_publication_that_fails_appends_nothing_and_the_next_one_goes_through(
    kit: Kit, postgres_bus: PostgresBus
) -> None:
    event = an_envelope(uuid4())
    async with kit.transport() as log:
        with pytest.raises(asyncpg.UniqueViolationError):
            await log.publish([an_envelope(uuid4()), event, event])
        assert await offsets(postgres_bus) == {}
        await log.publish([event])
    assert await kit.on_the_bus() == [(1, "1")]


async def test_a_publication_that_is_cancelled_leaves_a_transport_that_works(
    kit: Kit, postgres_bus: PostgresBus
) -> None:
    blocker = await asyncpg.connect(postgres_bus.url)
    event = an_envelope(uuid4())
    async with kit.transport() as log:
        await log.publish([event])
        async with blocker.transaction():
            await blocker.execute("SELECT FROM log_head FOR UPDATE")
            held_up = asyncio.create_task(log.publish([event._replace(id=uuid4())]))
            await eventually(
                lambda: postgres_bus.log.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"),
                until=bool,
            )
            held_up.cancel()
            await asyncio.gather(held_up, return_exceptions=True)
        await log.publish([an_envelope(event.key, 2)])
    await blocker.close()
    assert [version for version, _ in await kit.on_the_bus(event.key)] == [1, 2]


async def test_a_waiting_reader_is_woken_by_a_publication_and_not_only_by_time(
    kit: Kit, postgres_bus: PostgresBus
) -> None:
    async with kit.transport("reader") as reader, kit.transport("writer") as writer:
        await reader.read(TOPIC, {0: 0}, limit=1)
        waiting = asyncio.create_task(reader.wait(seconds=60))
        await eventually(
            lambda: postgres_bus.log.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'reader listens'"
                " AND query LIKE 'LISTEN%' AND state = 'idle'"
            )
        )
        await writer.publish([an_envelope(uuid4())])
        await asyncio.wait_for(waiting, patient(10))


async def test_news_that_came_while_the_reader_was_busy_is_not_slept_through(kit: Kit) -> None:
    async with kit.transport() as log:
        await log.read(TOPIC, {0: 0}, limit=1)
        await log.wait(seconds=0.01)  # listens from here on
        await log.publish([an_envelope(uuid4())])
        await eventually(lambda: _is_set(log))
        await asyncio.wait_for(log.wait(seconds=60), patient(10))


async def test_news_of_a_topic_that_is_not_read_wakes_nobody(kit: Kit) -> None:
    async with kit.transport() as log:
        await log.read(TOPIC, {0: 0}, limit=1)
        await log.wait(seconds=0.01)
        await log.publish([an_envelope(uuid4(), topic="test.other.v1")])
        await log._listener.execute("SELECT")  # type: ignore[attr-defined]  # news comes before an answer
        assert not await _is_set(log)
        await log.publish([an_envelope(uuid4())])
        await log._listener.execute("SELECT")  # type: ignore[attr-defined]
        assert await _is_set(log)


async def _is_set(log: object) -> bool:
    return bool(log._news.is_set())  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["test bus", "test listens"])
async def test_a_transport_whose_connection_was_terminated_works_again(
    kit: Kit, postgres_bus: PostgresBus, name: str
) -> None:
    event = an_envelope(uuid4())
    async with kit.transport() as log:
        await log.publish([event])
        await log.wait(seconds=0.01)
        await postgres_bus.log.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", name
        )

        async def published() -> bool:
            try:
                await log.publish([an_envelope(event.key, 2, id=UUID(int=2))])
                await log.wait(seconds=0.01)
            except Exception as error:
                if not is_transient(error):
                    raise
                return False
            return True

        await eventually(published)
    assert [version for version, _ in await kit.on_the_bus()] == [1, 2]
