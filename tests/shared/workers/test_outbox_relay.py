"""The relay carries every fact to the bus, once, in order per key, whoever dies on the way."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID, uuid4

import pytest

from shared.messaging.envelope import Delivered, Envelope
from shared.messaging.outbox import Trace
from shared.messaging.transport import Transport
from shared.unit_of_work import UnitOfWork
from shared.workers.outbox_watermark import Watermark
from tests.eventually import eventually
from tests.patience import patient
from tests.shared.kit import Kit, at_work, versions
from tests.shared.notes.facts import MONDAY, Noted


class Between:
    """A transport that does something more after each publication."""

    def __init__(self, inner: Transport, then: Callable[[], Awaitable[None]] | None = None) -> None:
        self.inner, self.then = inner, then
        self.published: list[UUID] = []

    async def publish(self, events: Sequence[Envelope]) -> Sequence[UUID]:
        said = await self.inner.publish(events)
        self.published += [event.id for event in events]
        if self.then is not None:
            await self.then()
        return said

    async def read(self, topic: str, offsets: Mapping[int, int], *, limit: int) -> list[Delivered]:
        return await self.inner.read(topic, offsets, limit=limit)

    async def heads(self, topic: str) -> dict[int, int]:
        return await self.inner.heads(topic)

    async def wait(self, *, seconds: float) -> None:
        await self.inner.wait(seconds=seconds)

    async def ready(self) -> None:
        await self.inner.ready()

    async def close(self) -> None:
        await self.inner.close()


async def open_announcement(kit: Kit, key: UUID, words: str) -> UnitOfWork:
    """A unit of work that has numbered its facts and not committed yet: it leaves in the test's own time."""
    work = kit.work()
    connection = await work.connection()
    await kit.outbox.record(connection, Noted.of(key, words), recorded_at=MONDAY, trace=Trace())
    return work


async def emptied(kit: Kit) -> None:
    await eventually(kit.waiting, until=lambda count: count == 0)


async def test_facts_of_a_key_reach_the_bus_in_the_order_they_were_announced(kit: Kit) -> None:
    keys = [uuid4() for _ in range(10)]
    async with kit.transport() as log, at_work(kit.relay(log, batch=7).run):
        await asyncio.gather(*(kit.announce(key, "a", "b") for _ in range(5) for key in keys))
        await emptied(kit)
    for key in keys:
        assert versions(await kit.on_the_bus(key)) == list(range(1, 11))
        assert [words for _, words in await kit.on_the_bus(key)] == ["a", "b"] * 5


async def test_a_leader_that_loses_its_lead_while_publishing_duplicates_and_reorders_nothing(
    kit: Kit,
) -> None:
    key, held_up, go_on = uuid4(), asyncio.Event(), asyncio.Event()

    class HeldUp(Between):
        async def publish(self, events: Sequence[Envelope]) -> Sequence[UUID]:
            held_up.set()
            await go_on.wait()
            return await super().publish(events)

    await kit.announce(key, "a", "b")
    async with (
        kit.transport("one") as one,
        kit.transport("other") as other,
        at_work(kit.relay(HeldUp(one), name="stuck").run),
    ):
        await asyncio.wait_for(held_up.wait(), patient(20))
        assert await kit.kill("stuck relay leads") == 1
        async with at_work(kit.relay(other, name="next").run):
            await kit.announce(key, "c")
            await emptied(kit)
            go_on.set()
            await kit.announce(key, "d")
            await emptied(kit)
    assert versions(await kit.on_the_bus(key)) == [1, 2, 3, 4]


async def test_a_failure_between_publishing_and_deleting_duplicates_nothing(kit: Kit) -> None:
    key = uuid4()
    await kit.announce(key, "a", "b", "c")
    failures = [ConnectionResetError(), TimeoutError()]

    async def fail() -> None:
        if failures:
            raise failures.pop()

    async with kit.transport() as bus:
        log = Between(bus, fail)
        async with at_work(kit.relay(log).run):
            await emptied(kit)
    assert len(log.published) == 9  # three times, and yet:
    assert versions(await kit.on_the_bus()) == [1, 2, 3]


async def test_a_relay_killed_between_publishing_and_deleting_duplicates_nothing(kit: Kit) -> None:
    key, published = uuid4(), asyncio.Event()
    await kit.announce(key, "a", "b")

    async def hang() -> None:
        published.set()
        await asyncio.Event().wait()

    async with kit.transport() as bus:
        async with at_work(kit.relay(Between(bus, hang)).run):
            await asyncio.wait_for(published.wait(), patient(20))
        assert await kit.waiting() == 2
        async with at_work(kit.relay(bus).run):
            await kit.announce(key, "c")
            await emptied(kit)
    assert versions(await kit.on_the_bus()) == [1, 2, 3]


async def test_what_the_bus_did_not_acknowledge_stays_and_is_sent_again(kit: Kit) -> None:
    key, refused = uuid4(), 2

    class Grudging(Between):
        async def publish(self, events: Sequence[Envelope]) -> Sequence[UUID]:
            nonlocal refused
            if refused:
                refused -= 1
                return list(await super().publish(events[:1]))
            return await super().publish(events)

    await kit.announce(key, *"abcde")
    async with kit.transport() as bus, at_work(kit.relay(Grudging(bus)).run):
        await emptied(kit)
    assert versions(await kit.on_the_bus(key)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("numbers_between", [1, 100_000])
async def test_a_transaction_that_commits_late_is_relayed_and_before_later_facts_of_its_key(
    kit: Kit, numbers_between: int
) -> None:
    key = uuid4()
    late = await open_announcement(kit, key, "late")
    await kit.rows.execute(
        "SELECT setval(pg_get_serial_sequence('outbox', 'seq'), last_value + $1) FROM outbox_seq_seq",
        numbers_between,
    )
    async with kit.transport() as log, at_work(kit.relay(log).run):
        for _ in range(3):
            await kit.announce(uuid4(), "meanwhile")
            await emptied(kit)
        async with late:
            pass
        await kit.announce(key, "later")
        await emptied(kit)
    assert await kit.on_the_bus(key) == [(1, "late"), (2, "later")]


async def test_a_naive_cursor_loses_what_commits_late(kit: Kit) -> None:
    """The control: were this not so, the test above would prove nothing."""
    cursor = 0

    async def relay_naively() -> list[UUID]:
        nonlocal cursor
        rows = await kit.rows.fetch("SELECT seq, key FROM outbox WHERE seq > $1 ORDER BY seq", cursor)
        cursor = rows[-1]["seq"] if rows else cursor
        return [row["key"] for row in rows]

    key, other = uuid4(), uuid4()
    late = await open_announcement(kit, key, "late")
    await kit.announce(other, "meanwhile")
    assert await relay_naively() == [other]
    async with late:
        pass
    assert await kit.waiting() == 2
    assert await relay_naively() == []


async def test_the_watermark_rests_while_a_transaction_may_still_fill_a_number_below_it(kit: Kit) -> None:
    late = await open_announcement(kit, uuid4(), "late")
    watermark = Watermark(kit.rows)
    for _ in range(3):
        await watermark.before_look()
        await watermark.all_sent_up_to(50)
        assert watermark.at == 0
    async with late:
        pass
    await watermark.before_look()
    await watermark.all_sent_up_to(50)
    assert watermark.at == 50


async def test_the_watermark_does_not_move_past_rows_that_a_full_batch_left_out(kit: Kit) -> None:
    watermark = Watermark(kit.rows)
    await watermark.before_look()
    await watermark.all_sent_up_to(50)
    await watermark.before_look()
    await watermark.all_sent_up_to(20)
    assert watermark.at == 0
