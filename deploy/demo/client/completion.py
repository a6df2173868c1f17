"""Waits until the figures are complete: everybody who was registered is counted, no fact is on its way, and
nothing moves any more."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from deploy.demo.client.api_client import ApiClient, PostingFailed
from deploy.demo.client.pipeline_status import PipelineStatus, pipeline_status
from deploy.localrun.run_config import RunConfig
from deploy.localrun.summary_table import Shown

TABLES: Final = (
    "participation-by-lot",
    "participation-by-operation",
    "characteristics",
    "status-and-duration",
    "outcomes-by-lot",
    "progress-against-targets",
    "soft-outcomes",
)
WITHIN: Final = 120.0
"""Seconds that may pass without a figure moving before we call it a failure."""


async def figures_complete(door: ApiClient, run_config: RunConfig, registered: Mapping[Shown, int]) -> None:
    """Waits until `registered` people of each programme are counted and two looks in a row find that nothing
    waits and every table is the same. That no table moves is not enough: a worker that has just died leaves
    its share lying for a moment.

    Raises PostingFailed where everything stands still short of that."""
    clock = asyncio.get_running_loop().time
    before: tuple[PipelineStatus, dict[tuple[str, str], Any]] | None = None
    moved = clock()
    while True:
        left = await pipeline_status(run_config)
        tables = {
            (shown.programme, table): await _table(door, table, shown)
            for shown in registered
            for table in TABLES
        }
        counted = {
            shown: sum(row["participation_to_date"] for row in tables[shown.programme, TABLES[0]]["rows"])
            for shown in registered
        }
        if (left, tables) != before:
            before, moved = (left, tables), clock()
        elif counted == registered and not left:
            return
        elif clock() - moved > WITHIN:
            raise PostingFailed(
                f"{sum(registered.values())} registrations were accepted, but the figures stand still at"
                f" {sum(counted.values())}; facts wait: {left or 'none'}"
            )
        await asyncio.sleep(0.5)


async def _table(door: ApiClient, table: str, shown: Shown) -> Any:
    """A table, but for the instant at which it was known, which moves with every look."""
    told = await door.get(f"/v1/aggregates/{table}?programme={shown.programme}&as-of={shown.as_of}")
    return {name: value for name, value in told.items() if name != "known_at"}
