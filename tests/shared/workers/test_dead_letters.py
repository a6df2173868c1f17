"""What was set aside gets another chance under its own id, and what is parked behind it follows in order."""

from uuid import UUID, uuid4

import pytest

from shared.workers import dead_letters
from tests.eventually import eventually
from tests.shared.kit import Kit, an_envelope, at_work, noting
from tests.shared.notes.facts import Noted
from tests.shared.workers.test_consumer import caught_up


class Flaw:
    """What is wrong with a fact until somebody mends it."""

    def __init__(self, words: str) -> None:
        self.words: str | None = words

    def __call__(self, fact: Noted) -> Exception | None:
        return ZeroDivisionError() if fact.words == self.words else None


async def left(kit: Kit) -> list[tuple[int, str]]:
    """Version and reason of every dead letter."""
    return sorted((letter.aggversion, letter.reason) for letter in await dead_letters.list_all(kit.rows))


async def test_a_redriven_fact_is_applied_and_those_behind_it_after_it(kit: Kit) -> None:
    key, flaw = uuid4(), Flaw("2")
    events = [an_envelope(key, n) for n in range(1, 6)]
    async with kit.transport() as bus, at_work(kit.consumer(bus, noting(flaw)).run):
        await bus.publish(events)
        await caught_up(kit)
        assert await left(kit) == [(2, "poison"), (3, "parked"), (4, "parked"), (5, "parked")]
        flaw.words = None
        assert await dead_letters.requeue(kit.rows) == [events[1].id]
        await eventually(lambda: left(kit), until=lambda letters: letters == [])
        await bus.publish([an_envelope(key, 6)])
        await caught_up(kit)
    assert await kit.applied(key) == ["1", "2", "3", "4", "5", "6"]
    assert await kit.rows.fetchval("SELECT version FROM inbox WHERE key = $1", key) == 6


async def test_a_fact_that_fails_again_stays_and_so_does_what_is_behind_it(kit: Kit) -> None:
    key = uuid4()
    async with kit.transport() as bus, at_work(kit.consumer(bus, noting(Flaw("1"))).run):
        await bus.publish([an_envelope(key, 1), an_envelope(key, 2)])
        await caught_up(kit)
        [chance] = await dead_letters.requeue(kit.rows)

        async def attempts() -> int:
            return next(
                each.attempts for each in await dead_letters.list_all(kit.rows) if each.event_id == chance
            )

        await eventually(attempts)
    assert await left(kit) == [(1, "poison"), (2, "parked")]
    assert await kit.applied() == []


async def test_only_those_that_are_named_are_tried_again(kit: Kit) -> None:
    flaw = Flaw("1")
    events = [an_envelope(uuid4()) for _ in range(3)]
    async with kit.transport() as bus, at_work(kit.consumer(bus, noting(flaw)).run):
        await bus.publish(events)
        await caught_up(kit)
        flaw.words = None
        assert await dead_letters.requeue(kit.rows, [events[1].id]) == [events[1].id]
        await eventually(lambda: left(kit), until=lambda letters: len(letters) == 2)
    assert {letter.event_id for letter in await dead_letters.list_all(kit.rows)} == {
        events[0].id,
        events[2].id,
    }


async def test_a_parked_fact_is_applied_when_the_one_before_it_arrives_after_all(kit: Kit) -> None:
    key = uuid4()
    async with kit.transport() as bus, at_work(kit.consumer(bus, noting()).run):
        await bus.publish([an_envelope(key, 2), an_envelope(key, 3)])
        await caught_up(kit)
        assert await left(kit) == [(2, "parked"), (3, "parked")]
        await bus.publish([an_envelope(key, 1)])
        await eventually(lambda: left(kit), until=lambda letters: letters == [])
    assert await kit.applied(key) == ["1", "2", "3"]


async def test_a_dead_letter_that_was_applied_meanwhile_is_put_away_and_not_applied_again(kit: Kit) -> None:
    key, flaw = uuid4(), Flaw("1")
    event = an_envelope(key, 1)
    async with kit.transport() as bus, at_work(kit.consumer(bus, noting(flaw)).run):
        await bus.publish([event])
        await caught_up(kit)
        flaw.words = None
        await bus.publish([an_envelope(key, 1, id=uuid4())])  # the same again, under another id
        await caught_up(kit)
        await dead_letters.requeue(kit.rows)
        await eventually(lambda: left(kit), until=lambda letters: letters == [])
    assert await kit.applied(key) == ["1"]


@pytest.mark.parametrize("kit", ["postgres"], indirect=True)
async def test_a_dead_letter_is_shown_as_it_came(kit: Kit) -> None:
    event = an_envelope(uuid4())
    async with kit.transport() as bus, at_work(kit.consumer(bus, noting(Flaw("1"))).run):
        await bus.publish([event])
        await caught_up(kit)
    assert await dead_letters.get(kit.rows, event.id) == event
    assert await dead_letters.get(kit.rows, UUID(int=0)) is None
