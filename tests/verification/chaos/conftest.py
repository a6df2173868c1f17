"""A platform to be killed piece by piece, and what is seen on it as long as nobody does."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from deploy.demo.client import events
from deploy.demo.programme import Demonstration, demonstration
from tests.eventually import eventually
from tests.platform import Platform, a_platform
from tests.verification.chaos import bookkeeping
from tests.verification.chaos.public_view import Json, picture
from tests.verification.chaos.repost import part_of, retire, retold, tell
from tests.verification.chaos.victims import CountingDoor

BATCH = 100
"""Smaller than the poster's: more batches are more moments."""


@dataclass(frozen=True)
class Undisturbed:
    """What a run looks like when nothing is killed, and how many answers each phase had."""

    picture: Json
    answers: Counter[str]


@pytest.fixture(scope="package")
def part() -> Demonstration:
    return part_of(demonstration())


@pytest.fixture(scope="package")
async def mortal() -> AsyncIterator[Platform]:
    """A platform of its own: what is done to it is done to no other test."""
    with pytest.MonkeyPatch.context() as patched, a_platform() as platform:
        patched.setattr(events, "BATCH", BATCH)
        await platform.ready()
        yield platform


@pytest.fixture(scope="package")
async def undisturbed(mortal: Platform, part: Demonstration) -> Undisturbed:
    plans = retold(part, 0)
    async with CountingDoor(mortal, []) as door:
        told = await tell(door, mortal, plans)
        await eventually(lambda: bookkeeping.quiet(mortal), within=60)
        assert await bookkeeping.mistakes(mortal) == {}
        seen = await picture(door, plans, told)
        await retire(mortal, plans)
    return Undisturbed(seen, door.answers)
