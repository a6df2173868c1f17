"""The notes' app in this process, without a worker, and a client of it."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx

from shared.settings import ServiceSettings
from tests.shared.issuer import AUDIENCE, ISSUER, Issuer
from tests.shared.notes.service import notes


@contextlib.asynccontextmanager
async def served(url: str, bus_url: str, issuer: Issuer, **more: Any) -> AsyncIterator[httpx.AsyncClient]:
    settings = ServiceSettings(
        environment="development",
        issuer=ISSUER,
        audience=AUDIENCE,
        jwks=str(issuer.jwks),
        database_url=url,
        bus_url=bus_url,
        **more,
    )
    app = notes().app(settings, "api")
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client
