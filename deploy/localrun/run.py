"""Runs everything on one machine (`make run`): server, databases, migrations, services, demonstration,
figures; then stays until it is told to stop."""

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
from deploy.localrun.exclusive_run import check_ports, locked
from deploy.localrun.run_config import DEVELOPMENT, InvalidRunConfig, RunConfig
from deploy.localrun.summary_table import summary_tables
from deploy.processes.child_command import Command
from deploy.processes.run_log import RunLog
from deploy.processes.supervisor import SupervisedProcess, Supervisor
from deploy.topology import DATABASES, GATEWAY, ISSUER, SERVICES
from shared.migrations.runner import upgrade

START_WITHIN: Final = 90.0
"""Seconds a process is given to get ready."""


class Run:
    """One run of everything, on one machine."""

    def __init__(self, run_config: RunConfig, console: Console, *, demonstration: bool) -> None:
        self._run_config, self._console, self._demonstration = run_config, console, demonstration
        self._run_log = RunLog(run_config.log)
        self._account = postgres.account()

    async def stay(self) -> None:
        """Starts everything and stays until cancelled; stops everything before it returns."""
        try:
            async with Supervisor(self._run_log) as supervisor:
                await self._start_postgres(supervisor)
                await self._migrate()
                await self._start_bus(supervisor)
                services = (self._service(name) for name in (*SERVICES, GATEWAY))
                kept = supervisor.keep([self._token_endpoint(), *services])
                await self._await_ready(supervisor, kept)
                if self._demonstration and not self._run_config.posted.exists():
                    await supervisor.finish(self._poster(), on_terminal=True)
                await self._show()
                await asyncio.Event().wait()
        finally:
            self._run_log.close()

    def _service(self, name: str) -> Command:
        return self._python(name, "deploy.cli", "serve", name)

    def _token_endpoint(self) -> Command:
        """A process of its own: the gateway holds no key to sign with."""
        return self._python(ISSUER, "deploy.localrun.token_endpoint")

    def _poster(self) -> Command:
        """A process of its own: it holds every event of the programme, and its memory goes with it."""
        return self._python("poster", "deploy.demo.client")

    def _python(self, name: str, module: str, *arguments: str) -> Command:
        return Command(
            name,
            (sys.executable, "-m", module, *arguments),
            environment=self._run_config.environment_of(name),
        )

    async def _start_postgres(self, supervisor: Supervisor) -> None:
        data, port = self._run_config.home / "postgres", self._run_config.ports["postgres"]
        password = self._run_config.keys.password(postgres.SUPERUSER)
        await asyncio.to_thread(postgres.initialise, data, password, self._account)
        [server] = supervisor.keep(
            [postgres.server(data, port, self._account)], before=lambda: postgres.take_over(data)
        )

        async def ready() -> bool:
            return server.process is not None and postgres.is_ready(data, server.process.pid)

        await supervisor.until(ready, server, START_WITHIN)
        address = self._run_config.database_url(postgres.SUPERUSER, "")
        await databases.provision(address.rstrip("/"), DATABASES, self._run_config.keys.password)
        self._say(f"PostgreSQL on port {port}")

    async def _migrate(self) -> None:
        for name in DATABASES:  # one after another: migrations of one process cannot run side by side
            url = self._run_config.database_url(f"{name}_owner", name)
            await asyncio.to_thread(upgrade, entrypoints.migrations(name), url)
        self._say(f"Databases in order: {', '.join(DATABASES)}")

    async def _start_bus(self, supervisor: Supervisor) -> None:
        if self._run_config.bus == "postgres":
            return
        if self._run_config.brokers:
            await declare(self._run_config.brokers, declared())
            self._say(f"Kafka at {self._run_config.brokers}")
            return
        await start(supervisor, self._run_config.kafka)
        self._say(f"Kafka at {self._run_config.kafka.bootstrap}")

    async def _await_ready(self, supervisor: Supervisor, kept: list[SupervisedProcess]) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
            for process in kept:
                url = f"{self._run_config.url(process.command.name)}/readyz"

                async def ready(url: str = url) -> bool:
                    try:
                        async with session.get(url) as answer:
                            return answer.status == 200
                    except (aiohttp.ClientError, TimeoutError):
                        return False

                await supervisor.until(ready, process, START_WITHIN)
        self._say(f"Services ready: {', '.join(process.command.name for process in kept)}")

    async def _show(self) -> None:
        gateway = self._run_config.url(GATEWAY)
        if self._run_config.posted.exists():
            for table in await summary_tables(self._run_config):
                self._console.print(table)
        self._console.print(
            "\nCtrl-C stops everything.\n\n"
            f"Log      {self._run_log.path}\n"
            "Token    .venv/bin/dolen token wg\n"
            "Clients  .venv/bin/dolen clients\n"
            f"API      {gateway}/docs\n"
            f"Open     {gateway}/",
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


def run(run_config: RunConfig, *, demonstration: bool) -> None:
    """Runs everything in this process's foreground until Ctrl-C.

    Raises InvalidRunConfig, postgres.PostgresFailed, KafkaMissing, TopicsDiffer, ProcessFailed."""
    if run_config.environment != DEVELOPMENT:
        raise InvalidRunConfig("this runs everything on one machine, with made-up secrets: development only")
    with locked(run_config.home):
        check_ports(run_config.ports)
        check_carrier(run_config)
        dev_token_issuer.prepare(run_config.keys)
        console = Console()
        asyncio.run(_until_told_to_stop(Run(run_config, console, demonstration=demonstration), console))


def check_carrier(run_config: RunConfig) -> None:
    """A database knows by offset how far it has read: on another bus, facts would be passed over."""
    carrier = run_config.carrier
    if not carrier.exists():
        carrier.write_text("postgres" if (run_config.home / "postgres").exists() else run_config.bus)
    if (before := carrier.read_text()) != run_config.bus:
        raise InvalidRunConfig(
            f"{run_config.home} has run over {before}: run it with BUS={before}, or start afresh with "
            "another DOLEN_HOME"
        )


def run_kafka(run_config: RunConfig) -> None:
    """Runs the local cluster by itself until Ctrl-C.

    Raises InvalidRunConfig, KafkaMissing, TopicsDiffer, ProcessFailed."""
    cluster = run_config.kafka
    with locked(cluster.home):
        check_ports(cluster.ports)
        console = Console()
        asyncio.run(_until_told_to_stop(KafkaAlone(cluster, RunLog(cluster.home / "log"), console), console))
