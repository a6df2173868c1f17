"""`dolen replay`: how the comparison of a rebuilt read model with the live one is shown."""

import asyncio

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from deploy.localrun.run_config import RunConfig
from deploy.replay.checksums import Checksum
from deploy.replay.rebuild import Compared, replay
from shared.runtime.telemetry import configure


def show(run_config: RunConfig, service: str, *, keep: bool) -> None:
    """Replays with a progress bar and prints the comparison; ends the command with 1 where they differ."""
    configure("replay")
    console = Console()
    with Progress(console=console) as bar:
        task = bar.add_task(f"Replaying {service}", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        compared = asyncio.run(replay(run_config, service, keep=keep, progress=progress))
    console.print(_table(service, compared))
    if keep:
        console.print(f"The new read model is the database {service}_replay.")
    if not all(each.same for each in compared):
        raise typer.Exit(1)


def _table(service: str, compared: list[Compared]) -> Table:
    table = Table(title=f"{service}: live and rebuilt")
    for heading in ("Table", "Live", "Rebuilt", "Same"):
        table.add_column(heading, justify="right" if heading in ("Live", "Rebuilt") else "left")
    for each in compared:
        table.add_row(each.table, _rows(each.live), _rows(each.rebuilt), "yes" if each.same else "NO")
    return table


def _rows(checksum: Checksum | None) -> str:
    return "-" if checksum is None else f"{checksum.rows:,}"
