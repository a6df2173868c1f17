"""`dolen deadletters`: facts that a service could not apply, to be looked at and tried again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Final, Literal, TypeVar
from uuid import UUID

import asyncpg
import orjson
import typer

from deploy.entrypoints import database_address
from deploy.localrun.run_config import RunConfig
from shared.persistence.database import connect
from shared.secret_files import read_variable
from shared.workers import dead_letters

app = typer.Typer(no_args_is_help=True, help="Facts that a service could not apply.")

Consumer = Literal["referrals", "participants", "outcomes", "employers"]
T = TypeVar("T")

_WAIT_SECONDS: Final = 20


def database_address_of(service: str) -> str:
    """The address in DOLEN_DATABASE_URL, with the password that a container has in a file; or that of the
    local run. Raises SecretFileInvalid."""
    if read_variable("DOLEN_DATABASE_URL"):
        return database_address("DOLEN_DATABASE_URL", "DOLEN_DATABASE_PASSWORD")
    return RunConfig.of().database_url(f"{service}_app", service)


def _in_database(service: str, ask: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
    """What `ask` finds in the database that DOLEN_DATABASE_URL names, or in that of the local run."""
    url = database_address_of(service)

    async def asking() -> T:
        connection = await connect(url, name=f"{service} dead letters")
        try:
            return await ask(connection)
        finally:
            await connection.close()

    return asyncio.run(asking())


@app.command("list")
def list_them(service: Consumer) -> None:
    """Every fact that waits, one line each: poisonous ones, and those parked behind them."""
    for letter in _in_database(service, dead_letters.list_all):
        typer.echo(
            f"{letter.event_id}  {letter.reason:7}  {letter.error:20}  {letter.attempts} attempts  "
            f"{letter.type}  {letter.key} #{letter.aggversion}  {letter.set_aside_at:%Y-%m-%d %H:%M:%S}"
        )


@app.command()
def show(service: Consumer, event_id: UUID) -> None:
    """One of them, as it came. Nobody's name is in it: none is ever on the bus."""
    envelope = _in_database(service, lambda connection: dead_letters.get(connection, event_id))
    if envelope is None:
        typer.secho(f"{service} has no dead letter {event_id}", fg=typer.colors.RED, err=True)
        raise typer.Exit(1)
    typer.echo(orjson.dumps(envelope.cloudevent(), option=orjson.OPT_INDENT_2).decode())


@app.command()
def redrive(
    service: Consumer,
    event_id: Annotated[list[UUID] | None, typer.Argument(help="All poisonous ones when left out.")] = None,
) -> None:
    """Have them tried again under their own ids, and what is parked behind them after them, in order. The
    service's worker does it; how it went is said here."""

    async def ask(connection: asyncpg.Connection) -> tuple[int, list[dead_letters.DeadLetter]]:
        tried = set(await dead_letters.requeue(connection, event_id))
        waited = 0.0
        while True:
            left = [letter for letter in await dead_letters.list_all(connection) if letter.event_id in tried]
            if waited >= _WAIT_SECONDS or all(letter.attempts for letter in left):
                return len(tried), left
            await asyncio.sleep(0.2)
            waited += 0.2

    tried, left = _in_database(service, ask)
    typer.echo(f"{tried - len(left)} of {tried} applied")
    for letter in left:
        how = f"failed again: {letter.error}" if letter.attempts else "not taken up yet: is a worker running?"
        typer.echo(f"{letter.event_id}  {how}")
    if left:
        raise typer.Exit(1)
