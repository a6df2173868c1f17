"""The application factory of a service: routes, service context, worker, health and readiness, in one place
for all services."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

import httpx
from fastapi import APIRouter, Depends, FastAPI
from fastapi_offline import FastAPIOffline

from shared.auth.role_policy import RoleTable
from shared.auth.service_tokens import ServiceTokens
from shared.auth.trusted_issuers import token_verifier
from shared.field_encryption.key_ring import KeyRing
from shared.graphql import endpoint
from shared.graphql.subgraph import Subgraph
from shared.messaging import transport_factory
from shared.messaging.outbox import Outbox
from shared.messaging.transport import Transport
from shared.migrations.runner import head
from shared.persistence import database
from shared.reading_watch import ReadingWatch
from shared.runtime import health
from shared.runtime.telemetry import AccessLog
from shared.runtime.worker import Timer, Worker
from shared.service_context import ServiceContext
from shared.settings import ServiceSettings
from shared.web import openapi_document, problems
from shared.web.correlation import CorrelationIds
from shared.web.request_check import negotiated
from shared.workers.endings_last import EndingsLast
from shared.workers.reactions import Reactions

ProcessRole = Literal["api", "worker", "all"]


class Replay(NamedTuple):
    """A replay that goes on: the bus it reads, and what ends it once everything was read."""

    bus: Transport
    end: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Service:
    """The definition of a service: its name, roles, routes, reactions, timers and migrations."""

    name: str
    migrations: Path
    roles: RoleTable
    routers: Sequence[APIRouter]
    asked_by: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Which services may ask this one directly, each with the purposes it may ask for."""
    reactions: Reactions = field(default_factory=Reactions)
    timers: Sequence[Timer] = ()
    subgraph: Subgraph | None = None
    settings: type[ServiceSettings] = ServiceSettings
    schemas: Callable[[], Mapping[str, Any]] = dict
    """Schemas of bodies that its routes read for themselves, by their names in its document."""

    def app(self, settings: ServiceSettings, role: ProcessRole = "all") -> FastAPI:
        """Return the ASGI application; its lifespan runs the worker's tasks when the role has them."""

        @contextlib.asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            async with (
                _service_context(self.name, settings) as context,
                _transport(settings, name=self.name) as transport,
            ):
                app.state.context, app.state.transport = context, transport
                worker = self._worker(context, transport)
                async with _in_background(worker.notify_relays() if role == "api" else worker.run()):
                    yield

        app = FastAPIOffline(
            title=f"Dolen {self.name}",
            version="1",
            lifespan=lifespan,
            dependencies=[Depends(negotiated)],
            generate_unique_id_function=openapi_document.operation_id,
        )
        openapi_document.complete(app, self.schemas)
        app.state.tokens = token_verifier(settings, self.roles, service=self.name, asked_by=self.asked_by)
        problems.install(app)
        app.add_middleware(AccessLog)
        app.add_middleware(CorrelationIds)
        app.include_router(self._health(role))
        if role != "worker":
            for router in self.routers:
                app.include_router(router)
            if self.subgraph is not None:
                app.router.routes.extend(endpoint.routes(self.subgraph))
        return app

    def _health(self, role: ProcessRole) -> APIRouter:
        has_worker = role != "api"
        topics = self.reactions.topics if has_worker else ()
        return health.router(expected=head(self.migrations), topics=topics, needs_bus=has_worker)

    @contextlib.asynccontextmanager
    async def replaying(self, settings: ServiceSettings) -> AsyncIterator[Replay]:
        """Run the consumer alone on the database of `settings` as long as the block lasts: what it announces
        stays in the outbox."""
        endings_last = EndingsLast(self.reactions)
        async with (
            _service_context(self.name, settings) as context,
            _transport(settings, name=f"{self.name} replay") as transport,
            _in_background(Worker(context, transport, endings_last, ()).consume()),
        ):

            async def end() -> None:
                async with context.begin_as_worker() as work:
                    await endings_last.end(work)

            yield Replay(transport, end)

    def context(self, settings: ServiceSettings) -> AbstractAsyncContextManager[ServiceContext]:
        """Enter the service's context alone, without routes, bus or tasks: for a command."""
        return _service_context(self.name, settings)

    def _worker(self, context: ServiceContext, transport: Transport) -> Worker:
        return Worker(context, transport, self.reactions, self.timers)


@contextlib.asynccontextmanager
async def _in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run `work` beside the block, and cancel it at the end."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@contextlib.asynccontextmanager
async def _transport(settings: ServiceSettings, *, name: str) -> AsyncIterator[Transport]:
    transport = transport_factory.transport(settings, name=name)
    try:
        yield transport
    finally:
        await transport.close()


@contextlib.asynccontextmanager
async def _service_context(name: str, settings: ServiceSettings) -> AsyncIterator[ServiceContext]:
    engine = database.engine(settings.database_url, pool_size=settings.pool_size)
    keys = KeyRing.of_folder(settings.keys, service=name, in_development=settings.in_development)
    async with httpx.AsyncClient(timeout=5) as http:
        try:
            yield ServiceContext(
                service=name,
                settings=settings,
                engine=engine,
                outbox=Outbox(name),
                keys=keys,
                tokens=_service_tokens(name, settings),
                http=http,
                reading_watch=ReadingWatch(
                    by_person=settings.unusual_people_by_person, by_system=settings.unusual_people_by_system
                ),
            )
        finally:
            await engine.dispose()


def _service_tokens(name: str, settings: ServiceSettings) -> ServiceTokens | None:
    if settings.signing_key is None:
        return None
    return ServiceTokens(audience=settings.audience, key_file=settings.signing_key, service=name)
