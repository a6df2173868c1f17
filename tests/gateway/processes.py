"""Runs the four services and the gateway as processes that a test can stop, suspend and start."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from signal import SIGCONT, SIGSTOP
from typing import Any

import httpx

from deploy.processes.child_command import Command
from deploy.topology import GATEWAY, SERVICES
from tests.conftest import Database
from tests.eventually import eventually
from tests.patience import patient


@dataclass
class Processes:
    """Over one database server. `settings` are more of the gateway's."""

    database: Database
    settings: dict[str, str]
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    async def start(self, *names: str) -> None:
        """And wait until they answer."""
        for name in names:
            self._running[name] = self._launched(name)
        for name in names:
            await eventually(partial(self._is_alive, name), within=60)

    def _launched(self, name: str) -> subprocess.Popen[bytes]:
        role = () if name == GATEWAY else ("--role", "api")
        command = Command(
            name,
            (sys.executable, "-m", "deploy.cli", "serve", name, *role),
            {**self.database.run_config.environment_of(name), **self.settings},
        )
        return subprocess.Popen(
            command.argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **command.options()
        )

    async def _is_alive(self, name: str) -> bool:
        assert self._running[name].poll() is None, f"{name} has ended"
        try:
            async with httpx.AsyncClient(timeout=2) as client:
                return (await client.get(f"{self.database.run_config.url(name)}/healthz")).status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self, *names: str) -> None:
        for name in names:
            self._running[name].terminate()
        for name in names:
            self._running.pop(name).wait(patient(20))

    def stop_all(self) -> None:
        self.stop(*self._running)

    @contextmanager
    def held_up(self, name: str) -> Iterator[None]:
        """It stands still: connections to it are made, and nothing comes back."""
        pid = self._running[name].pid
        os.kill(pid, SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, SIGCONT)

    async def ask(self, query: str) -> dict[str, Any]:
        """What the graph answers Welsh Government."""
        async with httpx.AsyncClient(
            base_url=self.database.run_config.url(GATEWAY), timeout=patient(30)
        ) as client:
            answer = await client.post(
                "/graphql",
                json={"query": query},
                headers={"Authorization": f"Bearer {self.database.token('wg')}"},
            )
        assert answer.status_code == 200, answer.text
        said: dict[str, Any] = answer.json()
        return said


async def everything(database: Database, **settings: str) -> Processes:
    processes = Processes(database, settings)
    await processes.start(*SERVICES, GATEWAY)
    return processes
