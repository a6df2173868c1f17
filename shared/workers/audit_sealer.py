"""Seals the audit of reading each second, and anchors it each minute: two timers of every service."""

from pathlib import Path

from shared import security_events
from shared.audit import anchors, sealing
from shared.persistence.database import connect
from shared.service_context import ServiceContext


async def seal_readings(context: ServiceContext) -> None:
    """Seal what was committed since the last time."""
    async with context.begin_as_worker() as work:
        await sealing.seal(await work.connection())


async def anchor_readings(context: ServiceContext) -> None:
    """Sign how far the chain is and write it into the database of anchors, where there is one; and raise the
    alarm where a reading turned up in what was sealed."""
    async with context.begin_as_worker() as work:
        connection = await work.connection()
        late, last = await sealing.late_readings(connection), await anchors.head(connection)
        at = work.now
    if late:
        security_events.record("late-reading", readings=late, service=context.service)
    settings = context.settings
    if last is None or settings.anchor_key is None:
        return
    key = anchors.signing_key(_read(settings.anchor_key))
    connection = await connect(settings.anchor_url, name=f"{context.service} anchors")
    try:
        await anchors.anchor(connection, context.service, last, key=key, at=at)
    finally:
        await connection.close()


def _read(key: Path) -> bytes:
    return key.read_bytes()
