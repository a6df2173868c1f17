"""Revokes access tokens before they expire, by writing them into the list that every process reads."""

import fcntl
import os
import time
from pathlib import Path
from typing import Annotated

import typer

from deploy.localrun.run_config import RunConfig
from shared.auth.revocations import Revocation, read, written

app = typer.Typer(no_args_is_help=True, help="Access tokens that are refused before they expire.")


@app.callback()
def tokens() -> None:
    """Keeps `revoke` a command of its own."""


@app.command()
def revoke(
    values: Annotated[list[str], typer.Argument(help="A token's `jti`, or the `sid` of a session.")],
    hours: Annotated[
        int, typer.Option(min=1, max=24 * 31, help="How long: as long as a session can be renewed.")
    ] = 24,
) -> None:
    """Refuse tokens from now on, in every process that reads the file DOLEN_REVOKED_TOKENS names; without it,
    in the local run."""
    named = os.environ.get("DOLEN_REVOKED_TOKENS")
    file = Path(named) if named else RunConfig.of().keys.revoked
    count = add(file, values, now=time.time(), until=time.time() + hours * 3600)
    typer.echo(f"{count} revoked in {file}")


def add(file: Path, values: list[str], *, now: float, until: float) -> int:
    """Add to a revocation list, leave out what is past, and return how many it holds. The file is replaced
    whole, so that nobody reads half of it; two that write at once take turns.

    Raises OSError, RevocationsInvalid."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = [each for each in read(file) if each.until > now] if file.exists() else []
        added = [*held, *(Revocation(value, until) for value in values)]
        draft = file.with_suffix(".draft")
        draft.write_bytes(written(added))
        draft.replace(file)
    return len(added)
