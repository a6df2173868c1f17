"""A fact that cannot be applied is set aside in sight, and holds back its key alone."""

from uuid import uuid4

import asyncpg
import pytest

from shared.messaging.outbox import Trace
from shared.refusal import ChangedMeanwhile
from shared.unit_of_work import UnitOfWork
from tests.shared.kit import Kit, an_envelope, at_work, noting
from tests.shared.notes.facts import Noted
from tests.shared.workers.test_consumer import caught_up, fails_on


async def test_poison_is_set_aside_after_three_attempts_with_its_bytes_and_other_keys_go_on(kit: Kit) -> None:
    key, other, attempts = uuid4(), uuid4(), 0

    def failing(fact: Noted) -> Exception | None:
        nonlocal attempts
        if fact.note_id == key and fact.words == "2":
            attempts += 1
            return ZeroDivisionError("QQ123456C")
        return None

    events = [an_envelope(each, n) for n in range(1, 5) for each in (key, other)]
    poison = next(event for event in events if (event.key, event.aggversion) == (key, 2))
    async with kit.transport() as log:
        await log.publish(events)
        async with at_work(kit.consumer(log, noting(failing)).run):
            await caught_up(kit)
    assert attempts == 6  # with its batch of eight, a half, a quarter, and three times alone
    assert await kit.applied(other) == ["1", "2", "3", "4"]
    assert await kit.applied(key) == ["1"]
    buried, *behind = await kit.dead_letters()
    assert (buried["event_id"], buried["reason"], buried["attempts"]) == (poison.id, "poison", 3)
    assert (buried["data"], buried["headers"], buried["type"]) == (poison.data, poison.headers, poison.type)
    assert buried["error"] == "ZeroDivisionError"  # and nothing of its text
    assert [(row["aggversion"], row["reason"]) for row in behind] == [(3, "parked"), (4, "parked")]


async def test_poison_costs_its_batch_a_few_transactions_and_keeps_no_other_fact_from_its_neighbours(
    kit_over_postgres: Kit,
) -> None:
    kit, keys, transactions = kit_over_postgres, [uuid4() for _ in range(256)], 0
    poisoned = {keys[10]: "1", keys[200]: "2"}

    def begin(_: Trace | None) -> UnitOfWork:
        nonlocal transactions
        transactions += 1
        return kit.work()

    def failing(fact: Noted) -> Exception | None:
        return ZeroDivisionError() if poisoned.get(fact.note_id) == fact.words else None

    async with kit.transport() as log:
        await log.publish([an_envelope(key, n) for n in range(1, 5) for key in keys])
        async with at_work(kit.consumer(log, noting(failing), begin=begin, batch=1024).run):
            await caught_up(kit)
    # of 1,024 facts: ten halvings of two each for either fact, three attempts alone and one to set it aside
    assert transactions <= 2 * (2 * 10 + 3 + 1)
    for key in keys:
        before_poison = int(poisoned.get(key, "5"))
        assert await kit.applied(key) == ["1", "2", "3", "4"][: before_poison - 1]
    letters = [(row["key"], row["aggversion"], row["reason"]) for row in await kit.dead_letters()]
    assert sorted(letters, key=lambda row: (row[0] != keys[10], row[1])) == [
        (keys[10], 1, "poison"), (keys[10], 2, "parked"), (keys[10], 3, "parked"), (keys[10], 4, "parked"),
        (keys[200], 2, "poison"), (keys[200], 3, "parked"), (keys[200], 4, "parked"),
    ]  # fmt: skip


async def test_facts_that_arrive_later_park_behind_the_poison_of_their_key(kit: Kit) -> None:
    key = uuid4()
    async with kit.transport() as log:
        await log.publish([an_envelope(key, 1)])
        async with at_work(kit.consumer(log, noting(fails_on("1"))).run):
            await caught_up(kit)
            await log.publish([an_envelope(key, 2)])
            await caught_up(kit)
    assert [row["reason"] for row in await kit.dead_letters()] == ["poison", "parked"]


async def test_a_fact_ahead_of_its_turn_is_parked_in_sight_and_other_keys_go_on(kit: Kit) -> None:
    key, other = uuid4(), uuid4()
    early = an_envelope(key, 2)
    async with kit.transport() as log:
        await log.publish([early, an_envelope(other, 1)])
        async with at_work(kit.consumer(log, noting()).run):
            await caught_up(kit)
    assert await kit.applied() == ["1"]
    (parked,) = await kit.dead_letters()
    assert (parked["event_id"], parked["reason"], parked["error"]) == (early.id, "parked", "gap")
    assert parked["data"] == early.data


@pytest.mark.parametrize(
    "poison",
    [
        asyncpg.DataError("invalid input for query argument $1: value out of int32 range"),
        asyncpg.CheckViolationError("violates check constraint"),
        ChangedMeanwhile(),
        RecursionError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_the_fact_itself_causes_is_poison_and_not_tried_for_ever(
    kit: Kit, poison: Exception
) -> None:
    async with kit.transport() as log:
        await log.publish([an_envelope(uuid4())])
        async with at_work(kit.consumer(log, noting(fails_on("1", lambda: poison))).run):
            await caught_up(kit)
    assert [row["error"] for row in await kit.dead_letters()] == [type(poison).__name__]


async def test_data_that_does_not_fit_its_type_is_poison(kit: Kit) -> None:
    broken = an_envelope(uuid4(), data=b'{"note_id": 7}')
    async with kit.transport() as log:
        await log.publish([broken])
        async with at_work(kit.consumer(log, noting()).run):
            await caught_up(kit)
    (buried,) = await kit.dead_letters()
    assert (buried["error"], buried["data"]) == ("ValidationError", b'{"note_id": 7}')
