"""A reading that turns up in what was sealed already is a security event."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest
from structlog.testing import capture_logs

from shared.workers.audit_sealer import anchor_readings, seal_readings
from tests.conftest import Database, Running, Tokens
from tests.eventually import eventually
from tests.services.participants.conftest import BATCH, a_registration

COPY_THE_FIRST = """
INSERT INTO reading (xid, organisation, role, client, permission, purpose, route, provider, fields, things,
                     outcome)
SELECT xid, organisation, role, client, permission, purpose, 'late', provider, fields, things, outcome
FROM reading ORDER BY seq LIMIT 1
"""


NOT_SEALED_YET = """
SELECT count(*) FROM reading
WHERE xid >= coalesce((SELECT to_xid FROM reading_segment ORDER BY number DESC LIMIT 1), '0'::xid8)
"""


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[asyncpg.Connection]:
    """Somebody with more rights than the application has."""
    connection = await asyncpg.connect(f"{database.server}/participants")
    yield connection
    await connection.execute("DELETE FROM reading WHERE route = 'late'")
    await connection.close()


async def test_a_reading_below_a_sealed_boundary_is_a_security_event(
    participants: Running, bearer: Tokens, owner: asyncpg.Connection
) -> None:
    provider, context = uuid4(), participants.app.state.context
    headers = {**bearer("provider", provider), "Content-Type": BATCH}
    await participants.client.post("/v1/events", json=[a_registration("LATE-1")], headers=headers)
    await participants.client.get("/v1/participants", headers=bearer("lead", provider))

    async def not_sealed_yet() -> int:
        """Seal, which any transaction of the whole server that is still running puts off."""
        await seal_readings(context)
        return int(await owner.fetchval(NOT_SEALED_YET))

    await eventually(not_sealed_yet, until=lambda count: count == 0)
    assert await alarms(context) == []
    await owner.execute(COPY_THE_FIRST)
    assert await alarms(context) == [("security", 1, "participants")]


async def alarms(context: object) -> list[tuple[str, int, str]]:
    with capture_logs() as logs:
        await anchor_readings(context)  # type: ignore[arg-type]
    told = [each for each in logs if each.get("kind") == "late-reading"]
    return [(each["channel"], each["readings"], each["service"]) for each in told]
