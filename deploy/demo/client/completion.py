"""Waits until the figures are complete: everybody who was registered is counted, no fact is on its way, and
nothing moves any more."""

import asyncio
from datetime import date
from typing import Any, Final

from deploy.demo.client.api_client import ApiClient, PostingFailed
from deploy.demo.client.pipeline_status import PipelineStatus, pipeline_status
from deploy.localrun.run_config import RunConfig
from deploy.localrun.summary_table import AS_OF, PROGRAMME

TABLES: Final = (
    "participation-by-lot",
    "participation-by-operation",
    "characteristics",
    "status-and-duration",
    "outcomes-by-lot",
    "progress-against-targets",
    "soft-outcomes",
)
PERIOD_ENDS: Final = date.fromisoformat(AS_OF)
WITHIN: Final = 120.0
"""Seconds that may pass without a figure moving before we call it a failure."""


async def figures_complete(door: ApiClient, run_config: RunConfig, registered: int) -> None:
    """Waits until `registered` people are counted and two looks in a row find that nothing waits and every
    table is the same. That no table moves is not enough: a worker that has just died leaves its share lying
    for a moment.

    Raises PostingFailed where everything stands still short of that."""
    clock = asyncio.get_running_loop().time
    before: tuple[PipelineStatus, dict[str, Any]] | None = None
    moved = clock()
    while True:
        left = await pipeline_status(run_config)
        tables = {table: await _table(door, table) for table in TABLES}
        counted = sum(row["participation_to_date"] for row in tables[TABLES[0]]["rows"])
        if (left, tables) != before:
            before, moved = (left, tables), clock()
        elif counted == registered and not left:
            return
        elif clock() - moved > WITHIN:
            raise PostingFailed(
                f"{registered} registrations were accepted, but the figures stand still at {counted}; facts"
                f" wait: {left or 'none'}"
            )
        await asyncio.sleep(0.5)


async def _table(door: ApiClient, table: str) -> Any:
    """A table, but for the instant at which it was known, which moves with every look."""
    told = await door.get(f"/v1/aggregates/{table}?programme={PROGRAMME}&as-of={AS_OF}")
    return {name: value for name, value in told.items() if name != "known_at"}
