"""Starts the platform with the demonstration and Hive Gateway beside it, asks both, and fails with the
smallest question that they answer differently: `make oracle`."""

import argparse
import asyncio
import sys
from typing import Final

from deploy.topology import SERVICES
from gateway.settings import GatewaySettings
from tests.platform import a_platform
from tests.verification.differential.callers import everybody
from tests.verification.differential.run import Failure, Run, a_run
from tests.verification.hive.gateway import a_hive, lacking

SUPERGRAPH: Final = GatewaySettings.model_fields["supergraph"].default
_SHRUNK: Final = 5


async def main(count: int, first: int) -> int:
    """How many questions failed."""
    with a_platform(demonstration=True) as platform:
        await platform.demonstrated()
        services = {name: f"{platform.run_config.url(name)}/graphql" for name in SERVICES}
        with a_hive(SUPERGRAPH, services) as hive:
            await hive.ready()
            async with a_run(f"{platform.url}/graphql", hive.url, SUPERGRAPH) as run:
                await run.compare(list(everybody(platform)), range(first, first + count))
                return await _tell(run)


async def _tell(run: Run) -> int:
    print(f"{run.coverage.asked} questions asked of both gateways, of which")
    print("\n".join(run.coverage.table()))
    if run.passing:
        print(f"{run.passing} were answered alike only when asked again: something changed in between.")
    if run.of_conditions:
        print(
            f"{run.of_conditions} Hive Gateway answered so only with @skip and @include decided beforehand."
        )
    failures = sorted(run.failures, key=lambda each: len(each.question.text))
    print(f"{len(failures)} were answered differently.")
    for failure in failures[:_SHRUNK]:
        _show(await run.shrunk(failure))
    return len(failures)


def _show(failure: Failure) -> None:
    print(f"\nseed {failure.seed}, as {failure.asking.role}, made smaller:\n{failure.question.text}")
    print(f"variables {failure.question.variables}")
    for each in failure.found:
        print(f"  {each}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first; the others count on from it")
    asked = parser.parse_args()
    if (why := lacking()) is not None:
        sys.exit(f"Nothing to compare with: {why}.")
    sys.exit(1 if asyncio.run(main(asked.questions, asked.seed)) else 0)
