"""Asks on while processes are killed: that something is not there may be answered, and nothing else."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from deploy.demo.programme import Demonstration
from deploy.localrun.summary_table import OUT_OF_WORK_SERVICE
from tests.eventually import a_while
from tests.patience import patient
from tests.platform import Platform
from tests.verification.chaos.repost import as_staff

MAY_BE_TOLD = {200, 502, 503, 504}
_EVERY_SECONDS = 0.05

_PATHS = (
    f"/v1/aggregates/status-and-duration?programme={OUT_OF_WORK_SERVICE.programme}&as-of={OUT_OF_WORK_SERVICE.as_of}",
    "/v1/claims?limit=5",
    "/v1/referrals?limit=5",
    "/v1/participants?limit=5",
    "/v1/placements?limit=5",
    "/readyz",
)


@asynccontextmanager
async def looking_on(platform: Platform, plans: Demonstration) -> AsyncIterator[Counter[int]]:
    """How often each status was told, for as long as the block lasts; no answer at all is 0."""
    told: Counter[int] = Counter()
    who = as_staff(plans.systems[0])
    headers = platform.token(who.role, who.organisation)

    async def look() -> None:
        async with httpx.AsyncClient(base_url=platform.url, headers=headers, timeout=patient(15)) as client:
            while True:
                for path in _PATHS:
                    try:
                        told[(await client.get(path)).status_code] += 1
                    except httpx.HTTPError:
                        told[0] += 1
                    await a_while(_EVERY_SECONDS)

    looking = asyncio.create_task(look())
    try:
        yield told
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
