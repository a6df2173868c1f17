"""A fact that ends its key waits for none before it: nothing holds an erasure up."""

from uuid import uuid4

import pytest

from shared.messaging.fact import Fact
from tests.shared.kit import Kit, an_envelope, at_work, noting
from tests.shared.notes.facts import Noted
from tests.shared.workers.test_consumer import caught_up, fails_on


@pytest.fixture
def noted_ends(monkeypatch: pytest.MonkeyPatch) -> type[Fact]:
    monkeypatch.setattr(Noted, "ends_key", True)
    return Noted


@pytest.mark.usefixtures("noted_ends")
async def test_a_fact_that_ends_its_key_overtakes_a_dead_letter_which_goes_with_it(kit: Kit) -> None:
    key, other = uuid4(), uuid4()
    async with kit.transport() as log:
        await log.publish([an_envelope(key, 1), an_envelope(other, 1)])
        async with at_work(kit.consumer(log, noting(fails_on("1"))).run):
            await caught_up(kit)
            assert {row["key"] for row in await kit.dead_letters()} == {key, other}
            await log.publish([an_envelope(key, 5)])
            await caught_up(kit)
    assert await kit.applied(key) == ["5"]
    assert [row["key"] for row in await kit.dead_letters()] == [other]


@pytest.mark.usefixtures("noted_ends")
async def test_whatever_comes_again_of_a_key_that_ended_is_a_duplicate(kit: Kit) -> None:
    key = uuid4()
    async with kit.transport() as log:
        await log.publish([an_envelope(key, 3)])
        async with at_work(kit.consumer(log, noting()).run):
            await caught_up(kit)
            await log.publish([an_envelope(key, 2)])
            await caught_up(kit)
    assert (await kit.applied(key), await kit.dead_letters()) == (["3"], [])
