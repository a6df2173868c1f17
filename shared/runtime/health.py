"""Health routes of a service process: liveness, readiness and metrics."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import asyncpg
import structlog
from fastapi import APIRouter, Request, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.transport import Transport
from shared.runtime.metrics import CONTENT_TYPE, exposition
from shared.service_context import ServiceContext
from shared.workers.backlog import Backlog, backlog

log = structlog.get_logger()

_ANSWER_SECONDS = 2.0
"""How long a readiness probe waits for the bus."""


def router(*, expected: str, topics: Sequence[str], needs_bus: bool) -> APIRouter:
    """Return the routes, open to whoever reaches the private network. `expected` is the migration that the
    database has to be at, `topics` are those that are consumed here. A process that does not need the bus is
    ready without it: what is announced waits in the outbox."""
    made = APIRouter(include_in_schema=False)

    @made.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    @made.get("/readyz")
    async def ready(request: Request, response: Response) -> dict[str, Any]:
        states: dict[str, Any] = dict.fromkeys(("database", "migrations"), "unreachable")
        if needs_bus:
            states["bus"] = "unreachable"
        context: ServiceContext = request.app.state.context
        transport: Transport = request.app.state.transport
        figures: dict[str, float] = {}
        try:
            async with context.engine.connect() as connection:
                states["database"] = "ready"
                version = await connection.scalar(text("SELECT version_num FROM alembic_version"))
                states["migrations"] = "ready" if version == expected else "out of date"
                async with asyncio.timeout(_ANSWER_SECONDS):
                    if needs_bus:
                        await transport.ready()
                        states["bus"] = "ready"
                    figures = (await _backlog(connection, transport, topics)).figures()
        except Exception as error:
            log.warning("not-ready", error=type(error).__name__)
        response.status_code = 200 if set(states.values()) == {"ready"} else 503
        return states | figures

    @made.get("/metrics")
    async def metrics(request: Request) -> Response:
        context: ServiceContext = request.app.state.context
        async with context.engine.connect() as connection:
            measured = await _backlog(connection, request.app.state.transport, topics)
        return Response(exposition(measured, context.service), media_type=CONTENT_TYPE)

    return made


async def _backlog(connection: AsyncConnection, transport: Transport, topics: Sequence[str]) -> Backlog:
    raw = await connection.get_raw_connection()
    return await backlog(cast(asyncpg.Connection, raw.driver_connection), transport, topics)
