"""What is still on its way between the services, as each of them says itself."""

import aiohttp

from deploy.localrun.run_config import RunConfig
from deploy.topology import SERVICES

PipelineStatus = dict[str, str]
"""Service → what waits there; one where nothing waits is not in it."""


async def pipeline_status(run_config: RunConfig) -> PipelineStatus:
    """A service that does not answer may have anything waiting."""
    said = PipelineStatus()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        for service in SERVICES:
            try:
                async with session.get(f"{run_config.url(service)}/readyz") as answer:
                    told = await answer.json()
            except (aiohttp.ClientError, TimeoutError):
                said[service] = "does not answer"
                continue
            if "lag" not in told:
                said[service] = "does not know how far behind it is"
            elif told["lag"] or told["outbox_age_seconds"]:
                unsent = ", and some to send" if told["outbox_age_seconds"] else ""
                said[service] = f"{told['lag']} to take in{unsent}"
    return said
