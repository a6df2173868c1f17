"""A second worker of every service beside the first: they share the work, and when all the second ones are
killed in the middle of it, the figures are those of a run that nobody disturbed."""

import asyncio
import subprocess
from typing import Any

from deploy.demo.client.api_client import Answer, ApiClient, As
from deploy.demo.programme import Demonstration
from tests.eventually import eventually
from tests.platform import Platform
from tests.verification.chaos import bookkeeping
from tests.verification.chaos.conftest import Undisturbed
from tests.verification.chaos.public_view import difference, picture
from tests.verification.chaos.repost import retire, retold, tell
from tests.workers import HALVED, TAKEN_OVER_WITHIN, WHOLE, second_workers, shares

RUN = 40
"""Told apart by it from the runs of other tests on the same platform."""


class KillingDoor(ApiClient):
    """A door that kills processes upon a certain answer to what it posts."""

    def __init__(self, platform: Platform, victims: list["subprocess.Popen[bytes]"], nth: int) -> None:
        super().__init__(platform.run_config)
        self._platform, self._victims, self._nth, self._answers = platform, victims, nth, 0
        self.taking_over: asyncio.Task[Any] | None = None

    async def send(self, method: str, path: str, who: As, body: Any = None, **how: Any) -> Answer:
        answer = await super().send(method, path, who, body, **how)
        if method == "POST" and path == "/v1/events":
            self._answers += 1
            if self._answers == self._nth:
                for victim in self._victims:
                    victim.kill()
                self.taking_over = asyncio.create_task(self._taken_over())
        return answer

    async def _taken_over(self) -> None:
        await eventually(lambda: shares(self._platform), until=WHOLE.__eq__, within=TAKEN_OVER_WITHIN)


async def test_second_workers_that_are_killed_in_the_middle_change_no_figure(
    mortal: Platform, part: Demonstration, undisturbed: Undisturbed
) -> None:
    plans = retold(part, RUN)
    with second_workers(mortal) as seconds:
        await eventually(lambda: shares(mortal), until=HALVED.__eq__, within=90)
        async with KillingDoor(mortal, seconds, nth=undisturbed.answers["events"] // 2) as door:
            told = await tell(door, mortal, plans)
            assert door.taking_over is not None
            await door.taking_over
            await eventually(lambda: bookkeeping.quiet(mortal), within=60)
            seen = await picture(door, plans, told)
            await retire(mortal, plans)
    assert difference(seen, undisturbed.picture) == {}
    assert await bookkeeping.mistakes(mortal) == {}
