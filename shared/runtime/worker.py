"""The background worker of a service process: outbox relay, outbox notifier, consumer and timers, each
restarted when it fails."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from shared.messaging.transport import Transport
from shared.refusal import Unavailable
from shared.service_context import ServiceContext
from shared.web.idempotency import purge_expired
from shared.workers.audit_sealer import anchor_readings, seal_readings
from shared.workers.consumer import Consumer
from shared.workers.outbox_notifier import OutboxNotifier
from shared.workers.outbox_relay import OutboxRelay
from shared.workers.reactions import Reactions

log = structlog.get_logger()

_RESTART_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Timer:
    """A task that runs at start and then every `seconds`."""

    run: Callable[[ServiceContext], Awaitable[None]]
    seconds: float


TIMERS = (
    Timer(purge_expired, seconds=3600),
    Timer(seal_readings, seconds=1),
    Timer(anchor_readings, seconds=60),
)
"""What every service has to do as time passes."""


@dataclass(frozen=True, slots=True)
class Worker:
    """The tasks that one service runs beside answering requests."""

    context: ServiceContext
    transport: Transport
    reactions: Reactions
    timers: Sequence[Timer]

    async def run(self) -> None:
        """Run every task until cancelled."""
        context, settings, notifier = self.context, self.context.settings, self._notifier
        relay = OutboxRelay(
            settings.database_url,
            name=context.service,
            outbox=context.outbox,
            transport=self.transport,
            batch=settings.relay_batch,
        )
        tasks: dict[str, Callable[[], Awaitable[None]]] = {
            "relay": relay.run,
            "notifier.listen": notifier.listen,
            "notifier.notify": partial(notifier.notify, unless=lambda: relay.has_everything),
        }
        if self.reactions.topics:
            tasks["consumer"] = self._consumer.run
        for timer in (*self.timers, *TIMERS):
            tasks[timer.run.__name__] = partial(_repeat, timer, context)
        await asyncio.gather(*(restart_on_failure(name, run) for name, run in tasks.items()))

    async def notify_relays(self) -> None:
        """Notify the relays of other processes of what this one announces, until cancelled: the whole
        background work of a process that only answers requests."""
        await restart_on_failure("notifier.notify", self._notifier.notify)

    async def consume(self) -> None:
        """Consume facts and publish none, until cancelled: for replaying the log into another database."""
        await restart_on_failure("consumer", self._consumer.run)

    @property
    def _notifier(self) -> OutboxNotifier:
        context = self.context
        return OutboxNotifier(context.settings.database_url, name=context.service, outbox=context.outbox)

    @property
    def _consumer(self) -> Consumer:
        context = self.context
        return Consumer(
            context.settings.database_url,
            name=context.service,
            transport=self.transport,
            reactions=self.reactions,
            begin=context.begin_as_worker,
            batch=context.settings.consumer_batch,
        )


async def _repeat(timer: Timer, context: ServiceContext) -> None:
    while True:
        try:
            await timer.run(context)
        except Unavailable:
            log.warning("timer.interrupted", timer=timer.run.__name__)
        await asyncio.sleep(timer.seconds)


async def restart_on_failure(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run a task until cancelled; log what made it fail and start it again."""
    while True:
        try:
            await run()
        except Exception as error:
            log.error("worker.failed", part=name, exc_info=error)
        await asyncio.sleep(_RESTART_SECONDS)
