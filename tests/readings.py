"""What the audit of a service says was read."""

from typing import Any
from uuid import UUID

import asyncpg

from tests.conftest import Running


async def readings(service: Running, condition: str = "true", *values: Any) -> list[asyncpg.Record]:
    """The entries of a service's audit, in order."""
    async with service.app.state.context.begin_as_worker() as work:
        connection = await work.connection()
        found: list[asyncpg.Record] = await connection.fetch(
            f"SELECT * FROM reading WHERE {condition} ORDER BY seq", *values
        )
        return found


async def of_referral(service: Running, referral: str) -> list[asyncpg.Record]:
    """The entries about a referral."""
    return await readings(service, "referral = $1", UUID(referral))


async def of_provider(service: Running, provider: UUID) -> list[asyncpg.Record]:
    """The entries about a provider's people."""
    return await readings(service, "provider = $1", provider)
