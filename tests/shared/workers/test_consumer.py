"""A consumer applies every fact once, in order per key, and what it cannot apply is set aside in sight."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from shared.messaging.envelope import PARTITIONS, partition_of
from shared.refusal import Unavailable
from shared.unit_of_work import UnitOfWork
from shared.workers.reactions import Reactions
from tests.eventually import eventually
from tests.shared.buses import TOPIC
from tests.shared.kit import Kit, an_envelope, at_work, noting
from tests.shared.notes.facts import Noted


async def caught_up(kit: Kit) -> None:
    """Wait until every event on the bus has been taken in, one way or the other."""

    async def behind() -> int:
        heads = await kit.bus.heads()
        done = {
            row["partition"]: row["next_offset"]
            for row in await kit.rows.fetch("SELECT * FROM consumer_offset")
        }
        return sum(heads[partition] - done.get(partition, 0) for partition in heads)

    await eventually(behind, until=lambda count: count == 0)


def fails_on(words: str, error: Callable[[], Exception] = ZeroDivisionError) -> Any:
    return lambda fact: error() if fact.words == words else None


async def test_facts_are_applied_once_in_the_order_of_the_bus(kit: Kit) -> None:
    key, other = uuid4(), uuid4()
    async with kit.transport() as log, at_work(kit.consumer(log, noting()).run):
        await log.publish([an_envelope(each, n) for n in range(1, 6) for each in (key, other)])
        await caught_up(kit)
    assert await kit.applied(key) == await kit.applied(other) == ["1", "2", "3", "4", "5"]
    assert await kit.dead_letters() == []


async def test_a_partition_with_a_backlog_does_not_keep_the_others_waiting(kit_over_postgres: Kit) -> None:
    kit, keys = kit_over_postgres, [uuid4() for _ in range(40)]
    async with kit.transport() as log:
        await log.publish([an_envelope(key, n) for key in keys for n in range(1, 11)])
        async with at_work(kit.consumer(log, noting(), batch=10).run):
            await caught_up(kit)
    rows = await kit.rows.fetch("SELECT note_id FROM applied ORDER BY nth LIMIT $1", 10 * PARTITIONS)
    assert {partition_of(row["note_id"]) for row in rows} == {partition_of(key) for key in keys}


async def test_a_fact_delivered_again_is_not_applied_again(kit: Kit) -> None:
    events = [an_envelope(uuid4()) for _ in range(20)]
    async with kit.transport() as log:
        await log.publish(events)
        async with at_work(kit.consumer(log, noting()).run):
            await caught_up(kit)
        await kit.rows.execute("UPDATE consumer_offset SET next_offset = 0")
        async with at_work(kit.consumer(log, noting()).run):
            await caught_up(kit)
    assert len(await kit.applied()) == 20
    assert await kit.dead_letters() == []


async def test_a_fact_that_was_published_twice_is_applied_once(kit: Kit) -> None:
    events = [an_envelope(key, n) for key in (uuid4(), uuid4()) for n in (1, 2, 3)]
    async with kit.transport() as bus:
        for _ in range(2):  # as a relay does that died before it could delete
            await bus.publish(events)
        async with at_work(kit.consumer(bus, noting()).run):
            await caught_up(kit)
    assert sorted(await kit.applied()) == ["1", "1", "2", "2", "3", "3"]
    assert await kit.dead_letters() == []


async def test_a_fact_under_another_id_with_a_version_already_applied_is_a_duplicate(kit: Kit) -> None:
    key = uuid4()
    async with kit.transport() as log:
        await log.publish([an_envelope(key, 1), an_envelope(key, 2), an_envelope(key, 1)])
        async with at_work(kit.consumer(log, noting()).run):
            await caught_up(kit)
    assert await kit.applied(key) == ["1", "2"]


async def test_what_a_failed_reaction_did_is_gone_with_its_inbox_row(kit: Kit) -> None:
    key = uuid4()
    poison = an_envelope(key)
    async with kit.transport() as log:
        await log.publish([poison])
        async with at_work(kit.consumer(log, noting(fails_on("1"))).run):
            await caught_up(kit)
    assert await kit.applied() == []
    assert await kit.rows.fetchval("SELECT count(*) FROM inbox") == 0
    assert len(await kit.dead_letters()) == 1


async def test_what_a_failed_reaction_announced_is_not_announced(kit: Kit) -> None:
    reactions = Reactions()

    @reactions.to(Noted)
    async def answer(work: UnitOfWork, fact: Noted) -> None:
        work.announce(*Noted.of(uuid4(), f"in answer to {fact.words}"))
        if fact.words == "2":
            raise ZeroDivisionError

    key = uuid4()
    async with kit.transport() as log:
        await log.publish([an_envelope(key, 1), an_envelope(key, 2)])
        async with at_work(kit.consumer(log, reactions).run):
            await caught_up(kit)
    assert await kit.waiting() == 1


async def test_a_type_nobody_reacts_to_is_passed_over_and_keeps_its_place_among_the_versions(
    kit: Kit,
) -> None:
    key = uuid4()
    unknown = an_envelope(key, 1, type="cymru.dolen.note.burnt.v1", data=b"{}")
    async with kit.transport() as log:
        await log.publish([unknown, an_envelope(key, 2)])
        async with at_work(kit.consumer(log, noting()).run):
            await caught_up(kit)
    assert await kit.applied() == ["2"]
    assert await kit.dead_letters() == []


async def test_a_connection_lost_in_the_middle_of_a_reaction_loses_nothing(kit: Kit) -> None:
    losses, reactions = 3, Reactions()

    @reactions.to(Noted)
    async def apply(work: UnitOfWork, fact: Noted) -> None:
        nonlocal losses
        connection = await work.connection()
        await connection.execute(
            "INSERT INTO applied (note_id, words) VALUES ($1, $2)", fact.note_id, fact.words
        )
        if losses and fact.words == "3":
            losses -= 1
            await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    key = uuid4()
    async with kit.transport() as log:
        await log.publish([an_envelope(key, n) for n in range(1, 6)])
        async with at_work(kit.consumer(log, reactions).run):
            await caught_up(kit)
    assert losses == 0
    assert await kit.applied(key) == ["1", "2", "3", "4", "5"]
    assert await kit.dead_letters() == []


@pytest.mark.parametrize(
    "passing", [Unavailable(), asyncpg.DeadlockDetectedError("deadlock detected"), TimeoutError()]
)
async def test_what_passes_by_itself_is_tried_again_and_never_set_aside(kit: Kit, passing: Exception) -> None:
    failures = [passing] * 4  # more than poison is given

    def failing(fact: Noted) -> Exception | None:
        return failures.pop() if failures else None

    async with kit.transport() as log:
        await log.publish([an_envelope(uuid4())])
        async with at_work(kit.consumer(log, noting(failing)).run):
            await caught_up(kit)
    assert await kit.applied() == ["1"]
    assert await kit.dead_letters() == []


async def test_a_consumer_that_starts_again_goes_on_where_it_was(kit: Kit) -> None:
    key = uuid4()
    async with kit.transport() as log:
        for n in range(1, 4):
            await log.publish([an_envelope(key, n)])
            async with at_work(kit.consumer(log, noting()).run):
                await caught_up(kit)
        assert await kit.rows.fetchval("SELECT next_offset FROM consumer_offset WHERE topic = $1", TOPIC) == 3
        async with at_work(kit.consumer(log, noting()).run):
            await log.publish([an_envelope(key, 4)])
            await caught_up(kit)
    assert await kit.applied(key) == ["1", "2", "3", "4"]


async def test_a_reader_that_was_held_up_does_not_send_its_successor_back(kit: Kit) -> None:
    key = uuid4()
    async with kit.transport() as log:
        await log.publish([an_envelope(key, n) for n in range(1, 6)])
        (first, *_) = await log.read(TOPIC, dict.fromkeys(range(PARTITIONS), 0), limit=1)
        async with at_work(kit.consumer(log, noting()).run):
            await caught_up(kit)
        await kit.consumer(log, noting())._apply(TOPIC, [first])
    assert await kit.rows.fetchval("SELECT next_offset FROM consumer_offset WHERE topic = $1", TOPIC) == 5
    assert await kit.applied(key) == ["1", "2", "3", "4", "5"]


async def test_a_whole_way_from_announcement_to_reaction_and_on(kit: Kit) -> None:
    """Outbox, relay, log, inbox and the outbox again, while connections are cut at random."""
    keys = [uuid4() for _ in range(5)]
    async with (
        kit.transport("relaying") as sending,
        kit.transport("consuming") as receiving,
        at_work(kit.relay(sending, name="way").run, kit.consumer(receiving, noting(), name="way").run),
    ):
        for n in range(10):
            await asyncio.gather(*(kit.announce(key, f"{n}a", f"{n}b") for key in keys))
            await kit.kill(("way relay leads", "way consumer")[n % 2])
        await eventually(kit.waiting, until=lambda count: count == 0)
        await caught_up(kit)
    for key in keys:
        assert await kit.applied(key) == [f"{n}{part}" for n in range(10) for part in "ab"]
    assert await kit.dead_letters() == []
