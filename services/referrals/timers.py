"""What becomes due as time passes: the end of the period for which a referral that came to nothing is
kept."""

import structlog

from services.referrals.commands.apply_retention import apply_retention
from shared.runtime.worker import Timer
from shared.service_context import ServiceContext

ERASED_AT_ONCE = 500

log = structlog.get_logger()


async def erase_what_is_kept_no_longer(context: ServiceContext) -> None:
    """Erase the people of every referral whose time is over, a transaction for every 500 of a rule, until
    none is left; the log says of how many, by rule."""
    erased = ERASED_AT_ONCE
    while erased == ERASED_AT_ONCE:
        async with context.begin_as_worker() as work:
            by_rule = await apply_retention(work, limit=ERASED_AT_ONCE)
        erased = max(by_rule.values(), default=0)
        for rule, count in by_rule.items():
            if count:
                log.info("retention.erased", rule=rule, count=count)


TIMERS = (Timer(erase_what_is_kept_no_longer, seconds=3600),)
