"""The table a run ends with: participation by lot, as the service answers it through the front door."""

from typing import Final

import aiohttp
from rich.table import Table

from deploy.localrun import dev_token_issuer
from deploy.localrun.run_config import RunConfig
from deploy.topology import GATEWAY
from shared.clock import now

PROGRAMME: Final = "oows"
AS_OF: Final = "2019-01-31"
"""The day the published figures run to: the end of "Quarter 10" (handbook 3)."""

SHOWN: Final = {
    "lot": "Lot",
    "participation_to_date": "People",
    "q10_target": "Target",
    "pct_of_q10_target": "%",
    "programme_target": "Programme",
    "pct_of_programme_target": "%",
}


async def summary_table(run_config: RunConfig) -> Table:
    """Table 4.1 of 2019, worked out from the events that were posted."""
    token = dev_token_issuer.mint(
        run_config.keys,
        environment=run_config.environment,
        role="wg",
        organisation=dev_token_issuer.WELSH_GOVERNMENT,
        at=now(),
        minutes=5,
    )
    timeout = aiohttp.ClientTimeout(total=30)
    async with (
        aiohttp.ClientSession(run_config.url(GATEWAY), timeout=timeout, raise_for_status=True) as session,
        session.get(
            "/v1/aggregates/participation-by-lot",
            params={"programme": PROGRAMME, "as-of": AS_OF},
            headers={"authorization": f"Bearer {token}"},
        ) as answer,
    ):
        figures = await answer.json()
    table = Table(title=f"Out of Work Service: participation by lot, as of {figures['as_of']}")
    for name, heading in SHOWN.items():
        table.add_column(heading, justify="left" if name == "lot" else "right")
    for row in figures["rows"]:
        table.add_row(*(str(row[name]) for name in SHOWN))
    table.add_section()
    table.add_row("All", str(sum(row["participation_to_date"] for row in figures["rows"])))
    for left in figures["left_out"]:
        table.add_row(f"left out: {left['rule']}", str(left["records"]))
    return table
