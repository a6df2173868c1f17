"""What becomes due as time passes: the status six months after leaving."""

from services.participants.commands import follow_ups
from shared.runtime.worker import Timer
from shared.service_context import ServiceContext

FOLLOW_UPS_AT_ONCE = 500


async def announce_due_follow_ups(context: ServiceContext) -> None:
    """Announce every follow-up that has fallen due, a transaction for every 500, until none is left."""
    announced = FOLLOW_UPS_AT_ONCE
    while announced == FOLLOW_UPS_AT_ONCE:
        async with context.begin_as_worker() as work:
            announced = await follow_ups.announce_due(work, limit=FOLLOW_UPS_AT_ONCE)
    async with context.begin_as_worker() as work:
        await follow_ups.report_unknown_programmes(work)


TIMERS = (Timer(announce_due_follow_ups, seconds=60),)
