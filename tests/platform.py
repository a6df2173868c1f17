"""The whole platform as a person runs it: PostgreSQL, four services and the gateway, each a process."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from signal import SIGINT
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from deploy import identity, postgres
from deploy.place import Place
from shared.clock import now
from tests.eventually import eventually
from tests.ports import free_ports


@dataclass(frozen=True)
class Platform:
    """A running platform, reached through its front door only."""

    place: Place
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return self.place.url("gateway")

    def token(self, role: str, organisation: UUID, **claims: object) -> dict[str, str]:
        minted = identity.mint(
            self.place.keys,
            environment="development",
            role=role,
            organisation=organisation,
            at=now() - timedelta(seconds=5),
            **claims,  # type: ignore[arg-type]
        )
        return {"Authorization": f"Bearer {minted}"}

    def server(self, database: str) -> str:
        """The superuser's address of a database: for looking on, never for changing what is tested."""
        return self.place.database_url(postgres.SUPERUSER, database)

    async def query(self, database: str, statement: str, *arguments: object) -> Any:
        """One value, as the database's superuser sees it."""
        connection = await asyncpg.connect(self.server(database))
        try:
            return await connection.fetchval(statement, *arguments)
        finally:
            await connection.close()

    async def demonstrated(self, within: float = 300) -> None:
        """Wait until the demonstration has been posted and counted. Raises AssertionError."""

        async def look() -> bool:
            assert self.process.poll() is None, (self.place.home / "terminal").read_text()[-2000:]
            return self.place.posted.exists()

        await eventually(look, within=within)

    async def ready(self, within: float = 60) -> None:
        """Wait until the gateway says that everything is ready. Raises AssertionError."""

        async def look() -> bool:
            assert self.process.poll() is None, "the platform has stopped"
            try:
                async with httpx.AsyncClient(timeout=2) as client:
                    return (await client.get(f"{self.url}/readyz")).status_code == 200
            except httpx.HTTPError:
                return False

        await eventually(look, within=within)


@contextmanager
def a_platform(*, demonstration: bool = False) -> Iterator[Platform]:
    """Starts a platform in a home of its own, with or without the demonstration programme, and stops it."""
    home = Path(tempfile.mkdtemp(prefix="dolen-journey-"))
    home.chmod(0o711)
    place = Place(home, free_ports(6))
    environment = {**os.environ, "DOLEN_HOME": str(home), "DOLEN_PORT": str(place.port)}
    with (home / "terminal").open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", "run", *([] if demonstration else ["--no-demonstration"])],
            env=environment,
            stdout=terminal,
            stderr=terminal,
        )
    try:
        yield Platform(place, process)
    finally:
        process.send_signal(SIGINT)
        process.wait(60)
        rmtree(home)
