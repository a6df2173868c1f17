"""How a service process is put together: routes, the unit of work, relay, consumer and timers, health and
readiness, in one place for all of them."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import httpx
import structlog
import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from starlette.types import ASGIApp

from shared.auth.token_verifier import ServiceTokens, Tokens
from shared.field_encryption import Seal
from shared.graphql import endpoint
from shared.graphql.subgraph import Subgraph
from shared.messaging import transport_factory
from shared.messaging.outbox import Outbox
from shared.messaging.transport import Transport
from shared.migrations.runner import head
from shared.persistence import database
from shared.refusal import Unavailable
from shared.runtime import health
from shared.runtime.telemetry import AccessLog, configure
from shared.service_context import Wiring
from shared.settings import ServiceSettings, Settings
from shared.web import problems
from shared.web.http_protocol import Http
from shared.web.idempotency import forget_answers
from shared.workers.consumer import Consumer
from shared.workers.outbox_notifier import Bell
from shared.workers.outbox_relay import Relay
from shared.workers.reactions import Reactions

log = structlog.get_logger()

Role = Literal["api", "worker", "all"]

_RESTART_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that becomes due as time passes: run at start and then every `seconds`."""

    run: Callable[[Wiring], Awaitable[None]]
    seconds: float


FORGETTING = Timer(forget_answers, seconds=3600)


@dataclass(frozen=True, slots=True)
class Service:
    """What makes one service: its name, routes, reactions to others' facts, timers and migrations."""

    name: str
    settings: Callable[[], ServiceSettings]
    migrations: Path
    routers: Sequence[APIRouter]
    reactions: Reactions = field(default_factory=Reactions)
    timers: Sequence[Timer] = ()
    subgraph: Subgraph | None = None

    def app(self, settings: ServiceSettings, role: Role = "all") -> FastAPI:
        """The ASGI application; its lifespan runs the worker's tasks when the role has them."""

        @contextlib.asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            async with _wired(self.name, settings) as held:
                app.state.wiring = held
                app.state.transport = transport = transport_factory.transport(settings, name=self.name)
                at_work = self._ring(held) if role == "api" else self._work(held, transport)
                tasks = [asyncio.create_task(at_work)]
                try:
                    yield
                finally:
                    for task in tasks:
                        task.cancel()
                    await asyncio.gather(*tasks, return_exceptions=True)
                    await transport.close()

        app = FastAPIOffline(title=f"Dolen {self.name}", version="1", lifespan=lifespan)
        app.state.tokens = Tokens(
            issuer=settings.issuer,
            audience=settings.audience,
            jwks=settings.jwks,
            service_jwks=settings.service_jwks,
        )
        problems.install(app)
        app.add_middleware(AccessLog)
        app.include_router(self._health(role))
        if role != "worker":
            for router in self.routers:
                app.include_router(router)
            if self.subgraph is not None:
                app.router.routes.extend(endpoint.routes(self.subgraph))
        return app

    def _health(self, role: Role) -> APIRouter:
        works = role != "api"
        return health.router(
            expected=head(self.migrations), topics=self.reactions.topics if works else (), needs_bus=works
        )

    @contextlib.asynccontextmanager
    async def rebuilding(self, settings: ServiceSettings) -> AsyncIterator[Transport]:
        """The consumer alone, at work on the database of `settings` as long as the block lasts: what it
        announces stays in the outbox. Yields the bus it reads."""
        async with _wired(self.name, settings) as held:
            transport = transport_factory.transport(settings, name=f"{self.name} rebuilds")
            consuming = asyncio.create_task(_keep_running("consumer", self._consumer(held, transport).run))
            try:
                yield transport
            finally:
                consuming.cancel()
                await asyncio.gather(consuming, return_exceptions=True)
                await transport.close()

    def _consumer(self, held: Wiring, transport: Transport) -> Consumer:
        return Consumer(
            held.settings.database_url,
            name=self.name,
            transport=transport,
            reactions=self.reactions,
            begin=held.begin_as_worker,
            batch=held.settings.consumer_batch,
        )

    def _bell(self, held: Wiring) -> Bell:
        return Bell(held.settings.database_url, name=self.name, outbox=held.outbox)

    async def _ring(self, held: Wiring) -> None:
        """All that a process does beside answering: tell the workers what it announced."""
        await _keep_running("ringing", self._bell(held).ring)

    async def _work(self, held: Wiring, transport: Transport) -> None:
        """The worker: relay, consumer and timers; each started again when it falls."""
        settings, bell = held.settings, self._bell(held)
        relay = Relay(
            settings.database_url,
            name=self.name,
            outbox=held.outbox,
            transport=transport,
            batch=settings.relay_batch,
        )
        parts: dict[str, Callable[[], Awaitable[None]]] = {
            "relay": relay.run,
            "bell": bell.listen,
            "ringing": partial(bell.ring, unless=lambda: relay.has_everything),
        }
        if self.reactions.topics:
            parts["consumer"] = self._consumer(held, transport).run
        for timer in (*self.timers, FORGETTING):
            parts[timer.run.__name__] = partial(_repeat, timer, held)
        await asyncio.gather(*(_keep_running(name, run) for name, run in parts.items()))


async def _repeat(timer: Timer, held: Wiring) -> None:
    while True:
        try:
            await timer.run(held)
        except Unavailable:
            log.warning("timer.interrupted", timer=timer.run.__name__)
        await asyncio.sleep(timer.seconds)


async def _keep_running(name: str, run: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await run()
        except Exception as error:
            log.error("worker.fell", part=name, exc_info=error)
        await asyncio.sleep(_RESTART_SECONDS)


@contextlib.asynccontextmanager
async def _wired(name: str, settings: ServiceSettings) -> AsyncIterator[Wiring]:
    engine = database.engine(settings.database_url, pool_size=settings.pool_size)
    async with httpx.AsyncClient(timeout=5) as http:
        try:
            yield Wiring(
                service=name,
                settings=settings,
                engine=engine,
                outbox=Outbox(name),
                seal=Seal(settings.sealing_key.get_secret_value(), settings.index_key.get_secret_value()),
                tokens=_service_tokens(name, settings),
                http=http,
            )
        finally:
            await engine.dispose()


def _service_tokens(name: str, settings: ServiceSettings) -> ServiceTokens | None:
    if settings.signing_key is None:
        return None
    return ServiceTokens(audience=settings.audience, key_file=settings.signing_key, service=name)


def serve(app: ASGIApp, settings: Settings, *, process: str) -> None:
    """Serve until told to stop. Blocking."""
    configure(process)
    collect_garbage_rarely()
    uvicorn.run(
        app,
        host=settings.listen_host,
        port=settings.listen_port,
        loop="uvloop",
        http=Http,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
    )


def collect_garbage_rarely() -> None:
    """What was loaded at start stays, and is not looked through again; and a batch's many small objects,
    which all go together, are not looked through while they are still needed. It takes a quarter of a
    batch's time otherwise."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(300_000, 20, 20)
