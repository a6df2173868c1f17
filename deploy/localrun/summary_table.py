"""The tables a run ends with: participation by lot of both programmes of the demonstration, as the service
answers them through the front door."""

from datetime import date
from typing import Final, NamedTuple

import aiohttp
from rich.table import Table

from deploy.localrun import dev_token_issuer
from deploy.localrun.run_config import RunConfig
from deploy.topology import GATEWAY
from shared.clock import now


class Shown(NamedTuple):
    """A programme, and the day that its figures run to."""

    programme: str
    name: str
    as_of: date


OUT_OF_WORK_SERVICE: Final = Shown("oows", "Out of Work Service", date(2019, 1, 31))
"""The published figures run to the end of "Quarter 10" (handbook 3)."""
PEER_MENTORING_WALES: Final = Shown("pmw", "Peer Mentoring Wales", date(2013, 9, 30))
"""Achievement against target runs to the end of Quarter 16 (handbook 5, R14)."""

_HEADINGS: Final = {
    "lot": "Lot",
    "participation_to_date": "People",
    "q10_target": "Target",
    "pct_of_q10_target": "%",
    "programme_target": "Programme",
    "pct_of_programme_target": "%",
}


async def summary_tables(run_config: RunConfig) -> list[Table]:
    """Table 4.1 of 2019, and the same of the programme before, worked out from the events that were
    posted."""
    token = dev_token_issuer.mint(
        run_config.keys,
        environment=run_config.environment,
        role="wg",
        organisation=dev_token_issuer.WELSH_GOVERNMENT,
        at=now(),
        minutes=5,
    )
    timeout = aiohttp.ClientTimeout(total=30)
    headers = {"authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(
        run_config.url(GATEWAY), timeout=timeout, raise_for_status=True, headers=headers
    ) as session:
        return [await _table(session, shown) for shown in (OUT_OF_WORK_SERVICE, PEER_MENTORING_WALES)]


async def _table(session: aiohttp.ClientSession, shown: Shown) -> Table:
    asked = {"programme": shown.programme, "as-of": shown.as_of.isoformat()}
    async with session.get("/v1/aggregates/participation-by-lot", params=asked) as answer:
        figures = await answer.json()
    table = Table(title=f"{shown.name}: participation by lot, as of {figures['as_of']}")
    told = [name for name in _HEADINGS if any(row.get(name) is not None for row in figures["rows"])]
    for name in told:
        table.add_column(_HEADINGS[name], justify="left" if name == "lot" else "right")
    for row in figures["rows"]:
        table.add_row(*(str(row[name]) for name in told))
    table.add_section()
    table.add_row("All", str(sum(row["participation_to_date"] for row in figures["rows"])))
    for left in figures["left_out"]:
        table.add_row(f"left out: {left['rule']}", str(left["records"]))
    return table
