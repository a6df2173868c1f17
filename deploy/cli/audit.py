"""`dolen audit verify`: tells whether somebody changed, dropped, reordered, added or back-dated an entry of
the audit."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.dead_letters import database_address_of
from deploy.entrypoints import database_address
from deploy.localrun.run_config import RunConfig
from deploy.topology import AUDIT, SERVICES
from shared.audit import anchors, verification
from shared.persistence.database import connect
from shared.secret_files import read_variable

app = typer.Typer(no_args_is_help=True, help="Who read what, and whether that is still what was written.")


@app.callback()
def audit() -> None:
    """Who read what, and whether that is still what was written."""


@app.command()
def verify(
    service: Annotated[list[str] | None, typer.Argument(help="All of the local run where none is.")] = None,
) -> None:
    """Recompute every sealed segment, follow the chain and compare it with its anchors; end with 1 on a
    fault.

    Reads the databases of the local run; or, for one service, those that DOLEN_DATABASE_URL and
    DOLEN_ANCHOR_URL name, with the key (PEM, public or private) in the file that DOLEN_ANCHOR_KEY names."""
    key = Path(os.environ.get("DOLEN_ANCHOR_KEY") or RunConfig.of().keys.anchor).read_bytes()
    found = [asyncio.run(_verify(each, key)) for each in service or SERVICES]
    if not all(found):
        raise typer.Exit(1)


async def _verify(service: str, key: bytes) -> bool:
    """Verify one service and tell what was found; return whether all was in order."""
    run_config = RunConfig.of()
    if read_variable("DOLEN_ANCHOR_URL"):
        anchored_in = database_address("DOLEN_ANCHOR_URL", "DOLEN_ANCHOR_PASSWORD")
    else:
        anchored_in = run_config.database_url(f"{AUDIT}_app", AUDIT)
    connection = await connect(database_address_of(service), name=f"{service} audit")
    try:
        # row-level security shows the whole audit to the platform itself
        await connection.execute("SELECT set_config('dolen.role', 'system', false)")
        recomputed = await verification.segments(connection)
    finally:
        await connection.close()
    anchoring = await connect(anchored_in, name=f"{service} anchors")
    try:
        anchored = await anchors.all_anchors(anchoring, service)
    finally:
        await anchoring.close()
    faults = verification.faults(recomputed, anchored, anchors.verifying_key(key))
    readings = sum(each["readings"] for each in recomputed)
    last = f", the last at {anchored[-1]['anchored_at']:%Y-%m-%d %H:%M:%S}" if anchored else ""
    typer.echo(
        f"{service}: {readings} readings in {len(recomputed)} segments, {len(anchored)} anchors{last}: "
        f"{f'{len(faults)} faults' if faults else 'in order'}"
    )
    for fault in faults:
        typer.secho(f"  segment {fault.segment}: {fault.what}", fg=typer.colors.RED, err=True)
    return not faults
