"""`dolen keys`: makes a service's keys, and rotates its master key while it works."""

import asyncio
import os
from pathlib import Path
from typing import Annotated, Literal

import asyncpg
import typer

from deploy.cli.dead_letters import database_address_of
from deploy.localrun.keys import kept, make_service_keys, new_key
from deploy.localrun.run_config import DEVELOPMENT, RunConfig
from services.participants import app as participants
from services.participants.commands.rotate_index_key import rotate_index_key
from shared.field_encryption import rotation
from shared.field_encryption.key_files import KeyMissing
from shared.field_encryption.key_ring import KeyRing
from shared.persistence.database import connect
from shared.settings import ServiceSettings

app = typer.Typer(no_args_is_help=True, help="A service's keys (docs/keys.md).")

KeysOf = Literal["referrals", "participants", "outcomes", "employers"]


@app.command()
def create(folder: Path) -> None:
    """Make the keys of a service in a folder; those that are there stay."""
    make_service_keys(folder)


@app.command("add-master")
def add_master(folder: Path) -> None:
    """Make the next version of the master key in a folder, to be copied to every process before `rotate`."""
    _add(folder, "master")


@app.command("add-index")
def add_index(folder: Path) -> None:
    """Make the next version of the key of indexes in a folder, to be copied to every process before
    `rotate-index`."""
    _add(folder, "index")


@app.command()
def rotate(
    service: KeysOf,
    folder: Annotated[
        Path | None, typer.Option(envvar="DOLEN_KEYS", help="The keys; those of the local run when left out.")
    ] = None,
) -> None:
    """Wrap every data key under the newest master key in the folder, and retire the versions before it.

    May be stopped and started again. Reads DOLEN_DATABASE_URL; where there is none, the local run's."""
    run_config = RunConfig.of()
    path = folder or run_config.keys.of_service(service)
    in_development = os.environ.get("DOLEN_ENVIRONMENT", run_config.environment) == DEVELOPMENT
    keys = KeyRing.of_folder(path, service=service, in_development=in_development)
    url = database_address_of(service)
    done, retired = asyncio.run(_rotate(url, service, keys, _newest(path)))
    typer.echo(f"{service}: {done} data keys re-wrapped under master.{_newest(path)}")
    for version in retired:
        typer.echo(f"{service}: destroy master.{version}: until then a backup opens what was erased")


@app.command("rotate-index")
def rotate_index() -> None:
    """Write the index of every NI number of participants anew under the newest index key of its folder, and
    retire the versions before it. May be stopped and started again."""
    if "DOLEN_DATABASE_URL" not in os.environ:  # not in a container: the local run's
        os.environ.update(RunConfig.of().environment_of(participants.SERVICE.name))
    settings = participants.SERVICE.settings()
    newest = _newest(settings.keys or RunConfig.of().keys.of_service(participants.SERVICE.name), "index")
    done, retired = asyncio.run(_rotate_index(settings, newest))
    typer.echo(f"{done} indexes written under index.{newest}")
    for version in retired:
        typer.echo(f"destroy index.{version}: whoever has it can tell whose an NI number is in a backup")


async def _rotate_index(settings: ServiceSettings, version: int) -> tuple[int, list[int]]:
    async with participants.SERVICE.context(settings) as context:
        return await rotate_index_key(context, version)


async def _rotate(url: str, service: str, keys: KeyRing, version: int) -> tuple[int, list[int]]:
    connection = await connect(url, name=f"{service} keys")

    def tell(done: int, left: int) -> None:
        typer.echo(f"{service}: {done} of {left}", err=True)

    try:
        await rotation.add_version(connection, keys, version)
        done = 0
        while True:
            done += await rotation.rewrap(connection, keys, progress=tell)
            try:
                return done, await rotation.retire(connection)
            except asyncpg.ForeignKeyViolationError:
                continue  # a transaction that began before the new version has ended since
    finally:
        await connection.close()


def _add(folder: Path, kind: str) -> None:
    """Make the next version of a key, and say which it is."""
    version = _newest(folder, kind) + 1
    kept(folder / f"{kind}.{version}", new_key)
    typer.echo(f"{kind}.{version}")


def _newest(folder: Path, kind: str = "master") -> int:
    """Find the newest version of a key in a folder. Raises KeyMissing."""
    versions = [int(each.suffix[1:]) for each in folder.glob(f"{kind}.*") if each.suffix[1:].isdigit()]
    if not versions:
        raise KeyMissing(f"there is no {kind} key in the folder")
    return max(versions)
