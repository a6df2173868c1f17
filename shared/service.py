"""How a service process is put together: routes, the unit of work, relay, consumer and timers, health and
readiness, in one place for all of them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import httpx
import structlog
import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi_offline import FastAPIOffline
from sqlalchemy import text
from starlette.types import ASGIApp

from shared import db, problems
from shared.auth.tokens import ServiceTokens, Tokens
from shared.events.consumer import Consumer
from shared.events.outbox import Outbox
from shared.events.postgres_log import PostgresLog
from shared.events.reactions import Reactions
from shared.events.relay import Relay
from shared.events.transport import Transport
from shared.malformed import Http
from shared.migration import head
from shared.sealing import Seal
from shared.settings import ServiceSettings, Settings
from shared.telemetry import AccessLog, configure
from shared.wiring import Wiring

log = structlog.get_logger()

Role = Literal["api", "worker", "all"]

_RESTART_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that becomes due as time passes: run at start and then every `seconds`."""

    run: Callable[[Wiring], Awaitable[None]]
    seconds: float


@dataclass(frozen=True, slots=True)
class Service:
    """What makes one service: its name, routes, reactions to others' facts, timers and migrations."""

    name: str
    settings: Callable[[], ServiceSettings]
    migrations: Path
    routers: Sequence[APIRouter]
    reactions: Reactions = field(default_factory=Reactions)
    timers: Sequence[Timer] = ()

    def app(self, settings: ServiceSettings, role: Role = "all") -> FastAPI:
        """The ASGI application; its lifespan runs the worker's tasks when the role has them."""

        @contextlib.asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            async with _wired(self.name, settings) as held:
                app.state.wiring = held
                app.state.transport = transport = PostgresLog(settings.bus_url, name=self.name)
                tasks = [] if role == "api" else [asyncio.create_task(self._work(held, transport))]
                try:
                    yield
                finally:
                    for task in tasks:
                        task.cancel()
                    await asyncio.gather(*tasks, return_exceptions=True)
                    await transport.close()

        app = FastAPIOffline(title=f"Dolen {self.name}", version="1", lifespan=lifespan)
        app.state.tokens = Tokens(issuer=settings.issuer, audience=settings.audience, jwks=settings.jwks)
        problems.install(app)
        app.add_middleware(AccessLog)
        app.include_router(self._health())
        if role != "worker":
            for router in self.routers:
                app.include_router(router)
        return app

    def _health(self) -> APIRouter:
        router = APIRouter(include_in_schema=False)
        expected = head(self.migrations)

        @router.get("/healthz")
        async def alive() -> dict[str, str]:
            return {"status": "alive"}

        @router.get("/readyz")
        async def ready(request: Request, response: Response) -> dict[str, str]:
            state = request.app.state
            said = await self._readiness(state.wiring, state.transport, expected)
            response.status_code = 200 if set(said.values()) == {"ready"} else 503
            return said

        return router

    async def _readiness(self, held: Wiring, transport: Transport, expected: str) -> dict[str, str]:
        said = dict.fromkeys(("database", "migrations", "bus"), "unreachable")
        try:
            async with held.engine.connect() as connection:
                said["database"] = "ready"
                found = await connection.scalar(text("SELECT version_num FROM alembic_version"))
                said["migrations"] = "ready" if found == expected else "out of date"
            await transport.ready()
            said["bus"] = "ready"
        except Exception as error:
            log.warning("not-ready", error=type(error).__name__)
        return said

    async def _work(self, held: Wiring, transport: Transport) -> None:
        """The worker: one relay per shard, the consumer, the timers; each started again when it falls."""
        settings = held.settings
        parts: dict[str, Callable[[], Awaitable[None]]] = {
            f"relay-{shard}": Relay(
                settings.database_url,
                name=self.name,
                outbox=held.outbox,
                transport=transport,
                shard=shard,
                shards=settings.relay_shards,
                batch=settings.relay_batch,
            ).run
            for shard in range(settings.relay_shards)
        }
        if self.reactions.topics:
            parts["consumer"] = Consumer(
                settings.database_url,
                name=self.name,
                transport=transport,
                reactions=self.reactions,
                begin=held.begin_as_worker,
                batch=settings.consumer_batch,
            ).run
        for timer in self.timers:
            parts[timer.run.__name__] = partial(_repeat, timer, held)
        await asyncio.gather(*(_keep_running(name, run) for name, run in parts.items()))


async def _repeat(timer: Timer, held: Wiring) -> None:
    while True:
        await timer.run(held)
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
    engine = db.engine(settings.database_url, pool_size=settings.pool_size)
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
    return ServiceTokens(
        issuer=settings.issuer, audience=settings.audience, key_file=settings.signing_key, service=name
    )


def serve(app: ASGIApp, settings: Settings, *, process: str) -> None:
    """Serve until told to stop. Blocking."""
    configure(process)
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
