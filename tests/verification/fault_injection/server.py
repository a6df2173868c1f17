"""The PostgreSQL server under test: killed, stopped without warning and started again, with its databases."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT, Signals
from typing import Any, Final

import asyncpg

from deploy import databases
from deploy.localrun import postgres
from shared.migrations.event_tables import BUS_TABLES, SERVICE_TABLES
from shared.persistence import database
from tests.eventually import eventually
from tests.verification.fault_injection.counting import SINK_TABLES, SOURCE_TABLES

ROOM: Final = 500_000_000
"""How many bytes have to be free on the disk."""

_PASSWORD: Final = "prove"
_ROLE: Final = "prove"
_TABLES: Final = {
    "source": SERVICE_TABLES + SOURCE_TABLES,
    "sink": SERVICE_TABLES + SINK_TABLES,
    "bus": BUS_TABLES,
}
_KINDS: Final = {"kill": SIGKILL, "immediate": SIGQUIT}


class Server:
    """One server in `home`. Databases are named after what is in them and the part of the run."""

    def __init__(self, home: Path, port: int) -> None:
        self._home, self._port = home, port
        self._account = postgres.account()
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        if shutil.disk_usage(self._home).free < ROOM:
            raise OSError(f"{self._home} has less than {ROOM} bytes left")
        postgres.initialise(self._home / "postgres", _PASSWORD, self._account)
        await eventually(self._is_up, within=60)

    async def _is_up(self) -> bool:
        """Start it where it is not running; the first attempts after a kill may find its remains at work."""
        data = self._home / "postgres"
        if self._process is None or self._process.poll() is not None:
            postgres.take_over(data)
            command = postgres.server(data, self._port, self._account)
            with (self._home / "postgres.log").open("ab") as log:
                self._process = subprocess.Popen(  # noqa: ASYNC220 - the kernel ties it to this thread
                    command.argv, stdout=log, stderr=log, **command.options()
                )
        return postgres.is_ready(data, self._process.pid)

    async def end(self, how: str) -> None:
        """Take it away, without warning, and bring it back. `how` is one of `kill` and `immediate`."""
        await self._stop(_KINDS[how])
        await eventually(self._is_up, within=60)

    async def stop(self) -> None:
        await self._stop(SIGINT)

    async def _stop(self, how: Signals) -> None:
        process = self._process
        if process is None:
            return
        process.send_signal(how)

        async def gone() -> bool:
            return process.poll() is not None

        await eventually(gone, within=60)

    def recoveries(self) -> int:
        """How often it came up and found that it had not been shut down."""
        return (self._home / "postgres.log").read_text().count("was not properly shut down")

    def url(self, name: str) -> str:
        """The address of a database for the workers, who are no superusers."""
        return f"postgresql://{_ROLE}_app:{_PASSWORD}@{postgres.HOST}:{self._port}/{name}"

    @property
    def _superuser(self) -> str:
        return f"postgresql://{postgres.SUPERUSER}:{_PASSWORD}@{postgres.HOST}:{self._port}"

    async def provide(self, kind: str, name: str) -> str:
        """Make a database of a kind (source, sink, bus); its address."""
        await databases.provision(self._superuser, (_ROLE,), lambda _: _PASSWORD)
        await databases.add(self._superuser, name, like=_ROLE)
        async with self.connected(name) as connection:
            await connection.execute(_TABLES[kind])
            await connection.execute(f"""
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {_ROLE}_app;
                GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {_ROLE}_app;
            """)
        return self.url(name)

    @contextlib.asynccontextmanager
    async def connected(self, name: str) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(f"{self._superuser}/{name}")
        try:
            yield connection
        finally:
            connection.terminate()

    def look(self, name: str) -> "Look":
        return Look(f"{self._superuser}/{name}")


class Look:
    """A superuser's look at a database that may be gone at any moment."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: asyncpg.Connection | None = None

    async def rows(self, statement: str, *values: Any) -> list[asyncpg.Record]:
        """Raises one of `shared.persistence.database.LOST` while the server is down."""
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self._url)
        try:
            found: list[asyncpg.Record] = await self._connection.fetch(statement, *values)
        except BaseException:
            self._connection.terminate()
            raise
        return found

    async def value(self, statement: str, *values: Any) -> Any:
        """The first value; None while the server is down, so that one can wait for a better answer."""
        try:
            rows = await self.rows(statement, *values)
        except Exception as error:
            if not database.is_connection_lost(error):
                raise
            return None
        return rows[0][0] if rows else None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.terminate()


def is_crowded() -> bool:
    """Whether others are at work on this machine."""
    return os.getloadavg()[0] > 2 * (os.cpu_count() or 1)
