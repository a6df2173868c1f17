"""The whole platform as a person runs it: PostgreSQL, four services and the gateway, each a process."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from signal import SIGINT
from typing import Any, Final
from uuid import UUID

import asyncpg
import httpx

from deploy.kafka import jars
from deploy.kafka.cluster import PORTS as KAFKA_PORTS
from deploy.localrun import dev_token_issuer, postgres
from deploy.localrun.run_config import Bus, RunConfig
from shared.clock import now
from tests.eventually import eventually
from tests.needing_kafka import needing_kafka
from tests.open_lots import open_lots
from tests.patience import patient
from tests.ports import free_ports

UNLIMITED: Final = {f"DOLEN_{name}_BUDGET": "1000000000" for name in ("ADDRESS", "READ", "WRITE", "INTAKE")}
"""Budgets that nobody uses up: every client of a test or a bench has the address of this machine, and a bench
measures what the platform can do, not what one client is allowed."""
_TOKEN_MINUTES: Final = 240
"""How long tokens of a platform of tests are good for: longer than any bench."""

open_lots()


@dataclass(frozen=True)
class Platform:
    """A running platform, reached through its front door only."""

    run_config: RunConfig
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return self.run_config.url("gateway")

    def token(self, role: str, organisation: UUID, **claims: object) -> dict[str, str]:
        claims.setdefault("minutes", _TOKEN_MINUTES)
        minted = dev_token_issuer.mint(
            self.run_config.keys,
            environment="development",
            role=role,
            organisation=organisation,
            at=now() - timedelta(seconds=5),
            **claims,  # type: ignore[arg-type]
        )
        return {"Authorization": f"Bearer {minted}"}

    def pids(self, mark: str) -> list[int]:
        """The launcher's children that have `mark` in their command lines, and nobody else's processes."""
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return [int(line.split()[0]) for line in listed.stdout.splitlines() if mark in line]

    def server(self, database: str) -> str:
        """The superuser's address of a database: for looking on, never for changing what is tested."""
        return self.run_config.database_url(postgres.SUPERUSER, database)

    async def query(self, database: str, statement: str, *arguments: object) -> Any:
        """One value, as the database's superuser sees it."""
        connection = await asyncpg.connect(self.server(database))
        try:
            return await connection.fetchval(statement, *arguments)
        finally:
            await connection.close()

    @contextmanager
    def posting(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Posts the demonstration to a platform that was started without, as its launcher would have."""
        with (self.run_config.home / "terminal").open("ab") as terminal:
            poster = subprocess.Popen(
                [sys.executable, "-m", "deploy.demo.client"],
                env=self.run_config.environment_of("poster"), stdout=terminal, stderr=terminal,
            )  # fmt: skip
        try:
            yield poster
        finally:
            poster.kill()
            poster.wait()

    async def demonstrated(
        self, poster: "subprocess.Popen[bytes] | None" = None, *, within: float = 150
    ) -> None:
        """Wait until the demonstration has been posted and counted. Raises AssertionError."""
        posting = poster or self.process

        async def look() -> bool:
            assert posting.poll() in {None, 0}, (self.run_config.home / "terminal").read_text()[-2000:]
            return self.run_config.posted.exists()

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
def a_platform(
    *, demonstration: bool = False, bus: Bus = "postgres", budgets: Mapping[str, str] = UNLIMITED
) -> Iterator[Platform]:
    """Starts a platform in a home of its own, with or without the demonstration programme, and stops it.
    Over Kafka it has brokers of its own, because its launcher supervises them and starts again those that are
    killed; where there is no Java, its tests are skipped."""
    if bus == "kafka":
        with needing_kafka():
            jars.java(), jars.classpath()
    home = Path(tempfile.mkdtemp(prefix="dolen-journey-"))
    home.chmod(0o711)
    run_config = RunConfig(home, free_ports(8 + KAFKA_PORTS), bus=bus)
    environment = {
        **os.environ,
        "DOLEN_HOME": str(home),
        "DOLEN_PORT": str(run_config.port),
        "DOLEN_BUS": bus,
        **budgets,
        "DOLEN_LONGEST_TOKEN_SECONDS": str(_TOKEN_MINUTES * 60),
        "DOLEN_WEBHOOK_RETRY_SECONDS": str([1] * 3600),
    }
    environment.pop("DOLEN_KAFKA", None)
    with (home / "terminal").open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", "run", *([] if demonstration else ["--no-demonstration"])],
            env=environment,
            stdout=terminal,
            stderr=terminal,
        )
    try:
        yield Platform(run_config, process)
    finally:
        process.send_signal(SIGINT)
        process.wait(patient(60))
        rmtree(home)
