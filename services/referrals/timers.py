"""What becomes due as time passes: the end of the period for which a referral that came to nothing is kept,
webhooks that wait to be delivered, and the end of their log."""

import structlog

from services.referrals.commands.apply_retention import apply_retention
from services.referrals.commands.deliver_webhooks import Schedule, deliver_webhooks, forget_old_deliveries
from services.referrals.settings import settings_of
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


async def send_webhooks(context: ServiceContext) -> None:
    """Deliver every webhook that is due."""
    settings = settings_of(context)
    schedule = Schedule(
        timeout=settings.webhook_timeout_seconds,
        waits=settings.webhook_retry_seconds,
        local_port=settings.webhook_local_port,
    )
    await deliver_webhooks(context, schedule)


async def shorten_webhook_log(context: ServiceContext) -> None:
    """Delete what the log of deliveries keeps no longer."""
    async with context.begin_as_worker() as work:
        await forget_old_deliveries(work, days=settings_of(context).webhook_log_days)


TIMERS = (
    Timer(erase_what_is_kept_no_longer, seconds=3600),
    Timer(send_webhooks, seconds=1),
    Timer(shorten_webhook_log, seconds=3600),
)
