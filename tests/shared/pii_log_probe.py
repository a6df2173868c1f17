"""A process that tells everything it can about a person, to see what of it gets into its log."""

import asyncio
import logging
import sys

import httpx
import structlog
from fastapi import FastAPI

from shared.runtime.telemetry import AccessLog, configure
from shared.web import problems

canary = sys.argv[1]
configure("telling")
log = structlog.get_logger()


def fail() -> None:
    try:
        raise KeyError(canary)
    except KeyError as cause:
        raise ValueError(f"of {canary}") from cause


async def ask() -> None:
    app = FastAPI()
    problems.install(app)
    app.add_middleware(AccessLog)

    @app.get("/v1/people/{person}")
    async def person(person: str, fails: bool = False) -> None:
        if fails:
            fail()

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for address in (
            f"/v1/people/{canary}?name={canary}",
            f"/v1/people/{canary}?fails=true",
            f"/{canary}",
        ):
            await client.get(address, headers={"X-Name": canary})


try:
    fail()
except ValueError as error:
    log.error("ours", exc_info=error, count=3)
    log.error("ours-as-flag", exc_info=True)
    logging.getLogger("asyncpg").warning("row %s", canary, exc_info=error)
    logging.getLogger(canary[:0] + "uvicorn.error").error(f"could not serve {canary}")
    logging.getLogger("quiet").info("never %s", canary)
asyncio.run(ask())
