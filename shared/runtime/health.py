"""What a service process tells of its own state: alive, ready, and how far behind it is."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import asyncpg
import structlog
from fastapi import APIRouter, Request, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.transport import Transport
from shared.service_context import ServiceContext
from shared.workers.backlog import Backlog, backlog

log = structlog.get_logger()

_ANSWER_SECONDS = 2.0
"""Who asks whether we are ready does not wait for a bus that is away."""

PLAIN = "text/plain; version=0.0.4; charset=utf-8"


def router(*, expected: str, topics: Sequence[str], needs_bus: bool) -> APIRouter:
    """The routes, open to whoever reaches the private network. `expected` is the migration that the database
    has to be at, `topics` are those that are consumed here. Without a bus, doors stay open: what is
    announced waits in the outbox."""
    made = APIRouter(include_in_schema=False)

    @made.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    @made.get("/readyz")
    async def ready(request: Request, response: Response) -> dict[str, Any]:
        said: dict[str, Any] = dict.fromkeys(("database", "migrations"), "unreachable")
        if needs_bus:
            said["bus"] = "unreachable"
        context: ServiceContext = request.app.state.context
        transport: Transport = request.app.state.transport
        figures: dict[str, float] = {}
        try:
            async with context.engine.connect() as connection:
                said["database"] = "ready"
                found = await connection.scalar(text("SELECT version_num FROM alembic_version"))
                said["migrations"] = "ready" if found == expected else "out of date"
                async with asyncio.timeout(_ANSWER_SECONDS):
                    if needs_bus:
                        await transport.ready()
                        said["bus"] = "ready"
                    figures = (await _backlog(connection, transport, topics)).figures()
        except Exception as error:
            log.warning("not-ready", error=type(error).__name__)
        response.status_code = 200 if set(said.values()) == {"ready"} else 503
        return said | figures

    @made.get("/metrics")
    async def measured(request: Request) -> Response:
        context: ServiceContext = request.app.state.context
        async with context.engine.connect() as connection:
            found = await _backlog(connection, request.app.state.transport, topics)
        return Response("\n".join([*found.exposed(context.service), ""]), media_type=PLAIN)

    return made


async def _backlog(connection: AsyncConnection, transport: Transport, topics: Sequence[str]) -> Backlog:
    raw = await connection.get_raw_connection()
    return await backlog(cast(asyncpg.Connection, raw.driver_connection), transport, topics)
