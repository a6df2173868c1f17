"""Hive Gateway, a federation gateway of others, over a supergraph of ours: what our own is held against."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp

from tests.eventually import eventually
from tests.ports import free_ports

HOME: Final = Path(__file__).parent
_PROGRAM: Final = HOME / "node_modules" / "@graphql-hive" / "gateway" / "dist" / "bin.js"


def lacking() -> str | None:
    """What it would take to run it here; None where it can be."""
    if shutil.which("node") is None:
        return "there is no Node on this machine"
    if not _PROGRAM.exists():
        return "its packages are not installed: `npm ci --prefix tests/verification/hive`"
    return None


@dataclass(frozen=True, slots=True)
class Hive:
    """One that is running."""

    address: str
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"{self.address}/graphql"

    async def ready(self) -> None:
        """Wait until it answers. Raises AssertionError."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:

            async def look() -> bool:
                assert self.process.poll() is None, "Hive Gateway has stopped"
                try:
                    async with session.get(f"{self.address}/readiness") as answer:
                        return answer.status == 200
                except (aiohttp.ClientError, TimeoutError):
                    return False

            await eventually(look, within=120)


@contextmanager
def a_hive(supergraph: Path, services: Mapping[str, str]) -> Iterator[Hive]:
    """`services`: name of a service → where its part of the graph is."""
    port = free_ports(1)
    command = ["node", str(_PROGRAM), "supergraph", str(supergraph.resolve())]
    command += ["--config-path", "gateway.config.js", "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "SERVICES": json.dumps(dict(services)), "NODE_ENV": "production"}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=HOME, env=environment, stdout=said, stderr=said)
    try:
        yield Hive(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(20)
