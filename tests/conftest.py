"""What tests stand on: a real PostgreSQL with every database migrated, and each service as an ASGI app in
this process, driven over HTTP."""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from deploy import databases, entrypoints
from deploy.localrun import dev_token_issuer, postgres
from deploy.localrun.run_config import RunConfig
from deploy.topology import DATABASES
from services.outcomes.app import SERVICE as OUTCOMES
from services.participants.app import SERVICE as PARTICIPANTS
from services.referrals.app import SERVICE as REFERRALS
from shared.clock import now
from shared.migrations.runner import upgrade
from shared.runtime.service import ProcessRole, Service
from shared.runtime.telemetry import configure
from shared.settings import ServiceSettings
from tests import lanes
from tests.brokers import Brokers, a_cluster
from tests.platform import Platform, a_platform
from tests.ports import free_ports

configure("tests")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    lanes.sort(items)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> lanes.LaneScheduling:
    return lanes.LaneScheduling(config, log)


@dataclass(frozen=True)
class Database:
    """A running server and the place whose keys and settings belong to it."""

    run_config: RunConfig
    server: str

    def settings(self, name: str, **more: object) -> dict[str, str]:
        """The environment of one service process."""
        return self.run_config.environment_of(name, {})

    def token(self, role: str, organisation: UUID | None = None, **claims: object) -> str:
        return dev_token_issuer.mint(
            self.run_config.keys,
            environment="development",
            role=role,
            organisation=organisation or uuid4(),
            at=now() - timedelta(seconds=5),
            **claims,  # type: ignore[arg-type]
        )


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    """PostgreSQL with all databases, roles and migrations, once per test process."""
    home = Path(tempfile.mkdtemp(prefix="dolen-test-"))
    home.chmod(0o711)
    run_config = RunConfig(home, free_ports(14))
    dev_token_issuer.prepare(run_config.keys)
    try:
        with postgres.running(
            home, run_config.ports["postgres"], run_config.keys.password(postgres.SUPERUSER)
        ) as server:
            asyncio.run(databases.provision(server, DATABASES, run_config.keys.password))
            for name in DATABASES:
                upgrade(entrypoints.migrations(name), run_config.database_url(f"{name}_owner", name))
            yield Database(run_config, server)
    finally:
        rmtree(home)


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@dataclass(frozen=True)
class Running:
    """A service's app and a client of it."""

    app: FastAPI
    client: httpx.AsyncClient


@contextlib.asynccontextmanager
async def running(
    service: Service, database: Database, *, role: ProcessRole = "all"
) -> AsyncIterator[Running]:
    """A service in this process, its lifespan entered, reached without a socket."""
    environment = database.run_config.environment_of(service.name, {})
    with _environment(environment):
        settings: ServiceSettings = service.settings()
    app = service.app(settings, role)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield Running(app, client)


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Brokers]:
    """Three brokers, once per test process. Topics are told apart by prefixes."""
    with a_cluster(tmp_path_factory.mktemp("kafka")) as started:
        yield started


@pytest.fixture(scope="session")
async def referrals(database: Database) -> AsyncIterator[Running]:
    async with running(REFERRALS, database) as service:
        yield service


@pytest.fixture(scope="session")
async def participants(database: Database) -> AsyncIterator[Running]:
    async with running(PARTICIPANTS, database) as service:
        yield service


@pytest.fixture(scope="session")
async def outcomes(database: Database) -> AsyncIterator[Running]:
    """Without its consumer: tests hand it facts, and only theirs are counted."""
    async with running(OUTCOMES, database, role="api") as service:
        yield service


@pytest.fixture(scope="session")
async def platform() -> AsyncIterator[Platform]:
    """The whole platform, every part a process of its own, with nothing posted."""
    with a_platform() as started:
        await started.ready()
        yield started


@pytest.fixture(scope="session")
async def demonstration() -> AsyncIterator[Platform]:
    """The whole platform with the demonstration programme, as `make run` starts it."""
    with a_platform(demonstration=True) as started:
        await started.demonstrated()
        yield started


Tokens = Callable[..., dict[str, str]]


@pytest.fixture(scope="session")
def bearer(database: Database) -> Tokens:
    """Headers with a token: bearer("lead", organisation)."""

    def headers(role: str, organisation: UUID | None = None, **claims: object) -> dict[str, str]:
        return {"Authorization": f"Bearer {database.token(role, organisation, **claims)}"}

    return headers
