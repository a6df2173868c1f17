"""`kill -9` of any process at a random moment of the posting costs time, and nothing else."""

import pytest

from deploy.demo.programme import Demonstration
from tests.eventually import eventually
from tests.platform import Platform
from tests.verification.chaos import bookkeeping
from tests.verification.chaos.conftest import Undisturbed
from tests.verification.chaos.onlooker import MAY_BE_TOLD, looking_on
from tests.verification.chaos.public_view import difference, picture
from tests.verification.chaos.repost import retire, retold, tell
from tests.verification.chaos.victims import CountingDoor, Victim, strikes

SEEDS = (16, 17, 18, 19, 20)


@pytest.mark.parametrize("seed", SEEDS)
async def test_what_is_killed_while_posting_is_back_by_itself_and_the_figures_are_the_same(
    seed: int, mortal: Platform, part: Demonstration, undisturbed: Undisturbed
) -> None:
    plans = retold(part, seed)
    planned = strikes(seed, undisturbed.answers)
    print(f"seed {seed}:", "; ".join(map(str, planned)))
    async with CountingDoor(mortal, planned) as door:
        async with looking_on(mortal, plans) as statuses:
            told = await tell(door, mortal, plans)
            await door.all_struck()
            await eventually(lambda: bookkeeping.quiet(mortal), within=60)
            await mortal.ready()
        seen = await picture(door, plans, told)
        await retire(mortal, plans)
    print("told meanwhile:", dict(statuses))
    assert difference(seen, undisturbed.picture) == {}
    assert await bookkeeping.mistakes(mortal) == {}
    complaints = bookkeeping.complaints(mortal)
    assert not complaints, "\n".join(complaints)
    assert set(statuses) - {0} <= MAY_BE_TOLD


def test_everything_that_can_be_killed_is(undisturbed: Undisturbed) -> None:
    killed = {strike.victim for seed in SEEDS for strike in strikes(seed, undisturbed.answers)}
    assert killed == set(Victim)
