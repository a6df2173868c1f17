"""What `make run` does, in order: server, databases, migrations, services, demonstration, figures; then it
stays until it is told to stop."""

import asyncio
import sys
from signal import SIGHUP, SIGINT, SIGTERM
from typing import Final, Protocol

import aiohttp
from rich.console import Console

from deploy import databases, entrypoints
from deploy.kafka.start import KafkaAlone, start
from deploy.kafka.topics import declare, declared
from deploy.localrun import dev_token_issuer, postgres
from deploy.localrun.child_command import Command
from deploy.localrun.exclusive_run import check_ports, locked
from deploy.localrun.run_config import DATABASES, DEVELOPMENT, GATEWAY, SERVICES, InvalidRunConfig, RunConfig
from deploy.localrun.run_log import RunLog
from deploy.localrun.summary_table import summary_table
from deploy.localrun.supervisor import SupervisedProcess, Supervisor
from shared.migrations.runner import upgrade

START_WITHIN: Final = 90.0
"""Seconds a process is given to get ready."""


class Run:
    """One run of everything, on one machine."""

    def __init__(self, place: RunConfig, console: Console, *, demonstration: bool) -> None:
        self._place, self._console, self._demonstration = place, console, demonstration
        self._journal = RunLog(place.log)
        self._account = postgres.account()

    async def stay(self) -> None:
        """Starts everything and stays until cancelled; stops everything before it returns."""
        try:
            async with Supervisor(self._journal) as household:
                await self._start_postgres(household)
                await self._migrate()
                await self._start_bus(household)
                kept = household.keep(self._service(name) for name in (*SERVICES, GATEWAY))
                await self._await_ready(household, kept)
                if self._demonstration and not self._place.posted.exists():
                    await household.finish(self._poster(), on_terminal=True)
                await self._show()
                await asyncio.Event().wait()
        finally:
            self._journal.close()

    def _service(self, name: str) -> Command:
        return self._python(name, "deploy.cli", "serve", name)

    def _poster(self) -> Command:
        """A process of its own: it holds every event of the programme, and its memory goes with it."""
        return self._python("poster", "deploy.demo.client")

    def _python(self, name: str, module: str, *arguments: str) -> Command:
        return Command(
            name,
            (sys.executable, "-m", module, *arguments),
            environment=self._place.environment_of(name),
        )

    async def _start_postgres(self, household: Supervisor) -> None:
        data, port = self._place.home / "postgres", self._place.ports["postgres"]
        password = self._place.keys.password(postgres.SUPERUSER)
        await asyncio.to_thread(postgres.initialise, data, password, self._account)
        [server] = household.keep(
            [postgres.server(data, port, self._account)], before=lambda: postgres.take_over(data)
        )

        async def ready() -> bool:
            return server.process is not None and postgres.is_ready(data, server.process.pid)

        await household.until(ready, server, START_WITHIN)
        address = self._place.database_url(postgres.SUPERUSER, "")
        await databases.provision(address.rstrip("/"), DATABASES, self._place.keys.password)
        self._say(f"PostgreSQL on port {port}")

    async def _migrate(self) -> None:
        for name in DATABASES:  # one after another: migrations of one process cannot run side by side
            url = self._place.database_url(f"{name}_owner", name)
            await asyncio.to_thread(upgrade, entrypoints.migrations(name), url)
        self._say(f"Databases in order: {', '.join(DATABASES)}")

    async def _start_bus(self, household: Supervisor) -> None:
        if self._place.bus == "postgres":
            return
        if self._place.brokers:
            await declare(self._place.brokers, declared())
            self._say(f"Kafka at {self._place.brokers}")
            return
        await start(household, self._place.kafka)
        self._say(f"Kafka at {self._place.kafka.bootstrap}")

    async def _await_ready(self, household: Supervisor, kept: list[SupervisedProcess]) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
            for process in kept:
                url = f"{self._place.url(process.command.name)}/readyz"

                async def ready(url: str = url) -> bool:
                    try:
                        async with session.get(url) as answer:
                            return answer.status == 200
                    except (aiohttp.ClientError, TimeoutError):
                        return False

                await household.until(ready, process, START_WITHIN)
        self._say(f"Services ready: {', '.join(process.command.name for process in kept)}")

    async def _show(self) -> None:
        gateway = self._place.url(GATEWAY)
        if self._place.posted.exists():
            self._console.print(await summary_table(self._place))
        self._console.print(
            "\nCtrl-C stops everything.\n\n"
            f"Log    {self._journal.path}\n"
            "Token  .venv/bin/dolen token wg\n"
            f"API    {gateway}/docs\n"
            f"Open   {gateway}/",
            highlight=False,
            soft_wrap=True,
        )

    def _say(self, line: str) -> None:
        self._console.print(f"[green]✓[/] {line}", highlight=False)


class Staying(Protocol):
    async def stay(self) -> None: ...


async def _until_told_to_stop(run: Staying, console: Console) -> None:
    staying = asyncio.ensure_future(run.stay())
    told = False

    def stop() -> None:
        nonlocal told
        if not told:  # a second Ctrl-C does not interrupt the stopping
            told = True
            console.print("\nStopping …")
            staying.cancel()

    for sent in (SIGINT, SIGTERM, SIGHUP):
        asyncio.get_running_loop().add_signal_handler(sent, stop)
    try:
        await staying
    except asyncio.CancelledError:
        if not told:
            raise
        console.print("Everything has stopped.")


def run(place: RunConfig, *, demonstration: bool) -> None:
    """Runs everything in this process's foreground until Ctrl-C.

    Raises Misplaced, postgres.PostgresFailed, KafkaMissing, TopicsDiffer, processes.Died."""
    if place.environment != DEVELOPMENT:
        raise InvalidRunConfig("this runs everything on one machine, with made-up secrets: development only")
    with locked(place.home):
        check_ports(place.ports)
        check_carrier(place)
        dev_token_issuer.prepare(place.keys)
        console = Console()
        asyncio.run(_until_told_to_stop(Run(place, console, demonstration=demonstration), console))


def check_carrier(place: RunConfig) -> None:
    """A database knows by offset how far it has read: on another bus, facts would be passed over."""
    carrier = place.carrier
    if not carrier.exists():
        carrier.write_text("postgres" if (place.home / "postgres").exists() else place.bus)
    if (before := carrier.read_text()) != place.bus:
        raise InvalidRunConfig(
            f"{place.home} has run over {before}: run it with BUS={before}, or start afresh with another "
            "DOLEN_HOME"
        )


def run_kafka(place: RunConfig) -> None:
    """Runs the local cluster by itself until Ctrl-C.

    Raises Misplaced, KafkaMissing, TopicsDiffer, processes.Died."""
    cluster = place.kafka
    with locked(cluster.home):
        check_ports(cluster.ports)
        console = Console()
        asyncio.run(_until_told_to_stop(KafkaAlone(cluster, RunLog(cluster.home / "log"), console), console))
