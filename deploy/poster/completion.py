"""When the figures are complete: everybody who was registered is counted, and nothing moves any more."""

import asyncio
from datetime import date
from typing import Any, Final

from deploy.headline import AS_OF, PROGRAMME
from deploy.poster.door import Door, PostingFailed

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


async def figures_complete(door: Door, registered: int) -> None:
    """Waits until `registered` people are counted and two looks in a row find every table the same.

    Raises PostingFailed where the figures stand still short of that."""
    clock = asyncio.get_running_loop().time
    before, moved = dict[str, Any](), clock()
    while True:
        tables = {table: await _table(door, table) for table in TABLES}
        counted = sum(row["participation_to_date"] for row in tables[TABLES[0]]["rows"])
        if tables != before:
            before, moved = tables, clock()
        elif counted == registered:
            return
        elif clock() - moved > WITHIN:
            raise PostingFailed(
                f"{registered} registrations were accepted, but the figures stand still at {counted}"
            )
        await asyncio.sleep(0.5)


async def _table(door: Door, table: str) -> Any:
    return await door.get(f"/v1/aggregates/{table}?programme={PROGRAMME}&as-of={AS_OF}")
