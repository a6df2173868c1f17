"""A worker of the notes, a process of its own: relay and consumer as a service has them."""

import asyncio
import sys

import orjson

from shared.runtime.telemetry import configure
from shared.settings import ServiceSettings
from tests.shared.issuer import ISSUER
from tests.shared.kit import noting
from tests.shared.notes.service import notes


async def work() -> None:
    settings = ServiceSettings(
        environment="development", issuer=ISSUER, jwks="-", **orjson.loads(sys.argv[1])
    )
    app = notes(reactions=noting()).app(settings, "worker")
    async with app.router.lifespan_context(app):
        await asyncio.Event().wait()


if __name__ == "__main__":
    configure("notes")
    asyncio.run(work())
