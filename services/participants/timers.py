"""What becomes due as time passes: the status six months after leaving, whatever else is due of somebody, and
the end of the time for which people are kept."""

from collections import Counter

import structlog

from services.participants.commands import apply_retention, follow_ups, tell_changes
from shared.runtime.worker import Timer
from shared.service_context import ServiceContext

FOLLOW_UPS_AT_ONCE = 500
CHANGES_AT_ONCE = 1000
PEOPLE_AT_ONCE = 500

log = structlog.get_logger()


async def announce_due_follow_ups(context: ServiceContext) -> None:
    """Announce every follow-up that has fallen due, a transaction for every 500, until none is left."""
    announced = FOLLOW_UPS_AT_ONCE
    while announced == FOLLOW_UPS_AT_ONCE:
        async with context.begin_as_worker() as work:
            announced = await follow_ups.announce_due(work, limit=FOLLOW_UPS_AT_ONCE)
    async with context.begin_as_worker() as work:
        await follow_ups.report_unknown_programmes(work)


async def tell_what_fell_due(context: ServiceContext) -> None:
    """Tell providers' systems what fell due, a transaction for every 1,000 items, until none is left."""
    told = CHANGES_AT_ONCE
    while told == CHANGES_AT_ONCE:
        async with context.begin_as_worker() as work:
            told = await tell_changes.tell_what_fell_due(work, limit=CHANGES_AT_ONCE)


async def erase_who_is_kept_no_longer(context: ServiceContext) -> None:
    """Erase everybody whose time is over, a transaction for each, until none is left; the log says how many,
    by programme."""
    found = PEOPLE_AT_ONCE
    while found == PEOPLE_AT_ONCE:
        async with context.begin_as_worker() as work:
            due = await apply_retention.people_due(work, limit=PEOPLE_AT_ONCE)
        found, erased = len(due), Counter[str]()
        for person in due:
            async with context.begin_as_worker() as work:
                erased[person.programme] += await apply_retention.erase_due(work, person)
        for programme, count in erased.items():
            log.info("retention.erased", programme=programme, count=count)


TIMERS = (
    Timer(announce_due_follow_ups, seconds=60),
    Timer(tell_what_fell_due, seconds=300),
    Timer(erase_who_is_kept_no_longer, seconds=3600),
)
