"""Delivers webhooks at least once: claims what is due by a lease, sends it outside any transaction, and
writes down what came of it."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import aiohttp
import structlog

from services.referrals.domain.webhook import Disabled, State, next_attempt
from services.referrals.store import webhook_deliveries, webhook_subscriptions
from services.referrals.store.webhook_deliveries import FAIR_SHARE, Claimed
from services.referrals.store.webhook_subscriptions import Sending
from shared import security_events
from shared.service_context import ServiceContext
from shared.unit_of_work import UnitOfWork
from shared.webhooks.client import Answer, Failure, send, webhook_session
from shared.webhooks.endpoints import EndpointRefused, check_form
from shared.webhooks.signing import signed_headers
from shared.workers.queue_ages import AGE

AT_ONCE: Final = 100
"""How many attempts a process makes at a time."""
_LEASE_MARGIN: Final = timedelta(seconds=30)
"""How much longer than an attempt a lease is: time to write down what came of it."""
_LOOK_SECONDS: Final = 1.0
"""How often others are looked for while slow attempts go on."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long an attempt may take and when it is made again, both in seconds, and which port of this machine
    is open to webhooks."""

    timeout: float
    waits: Sequence[float]
    local_port: int | None


async def deliver_webhooks(context: ServiceContext, schedule: Schedule) -> None:
    """Attempt every delivery that is due, until none is left. Whoever is slow keeps nobody else waiting.
    Raises Unavailable; what was being attempted is attempted again when its lease is over."""
    running: dict[asyncio.Task[None], UUID] = {}
    async with webhook_session(seconds=schedule.timeout, local_port=schedule.local_port) as session:
        try:
            while True:
                claimed, sendings, at = await _claim(context, schedule, running)
                for each in claimed:
                    attempt = _attempt(context, session, schedule, each, sendings[each.subscription_id], at)
                    running[asyncio.create_task(attempt)] = each.subscription_id
                if not running:
                    return
                done, _ = await asyncio.wait(
                    running, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    del running[task]
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


async def forget_old_deliveries(work: UnitOfWork, *, days: int) -> None:
    """Delete the deliveries that wait no more and are older than the log goes back."""
    await webhook_deliveries.forget_old(work, days=days)


async def _claim(
    context: ServiceContext, schedule: Schedule, running: Mapping[asyncio.Task[None], UUID]
) -> tuple[list[Claimed], dict[UUID, Sending], datetime]:
    busy = [subscription for subscription, count in Counter(running.values()).items() if count >= FAIR_SHARE]
    async with context.begin_as_worker() as work:
        claimed = await webhook_deliveries.claim(
            work,
            lease=timedelta(seconds=schedule.timeout) + _LEASE_MARGIN,
            limit=AT_ONCE - len(running),
            but=busy,
        )
        AGE.labels("webhooks").set(await webhook_deliveries.oldest_waiting_seconds(work))
        ids = {each.subscription_id for each in claimed}
        return claimed, await webhook_subscriptions.sendings(work, ids) if ids else {}, work.now


async def _attempt(
    context: ServiceContext,
    session: aiohttp.ClientSession,
    schedule: Schedule,
    delivery: Claimed,
    sending: Sending,
    at: datetime,
) -> None:
    """Attempt one delivery. Where that fails on our side it is made again when the lease is over, and holds
    up no other."""
    try:
        answer = await _send(session, schedule, delivery, sending, at)
        if answer.failure is Failure.ADDRESS_NOT_PUBLIC:
            security_events.record("webhook-address", subscription=str(delivery.subscription_id))
        async with context.begin_as_worker() as work:
            await _settle(work, schedule, delivery, answer)
    except Exception as error:
        log.error("webhook.failed", delivery=str(delivery.id), exc_info=error)


async def _send(
    session: aiohttp.ClientSession, schedule: Schedule, delivery: Claimed, sending: Sending, at: datetime
) -> Answer:
    try:
        check_form(sending.url, local_port=schedule.local_port)
    except EndpointRefused:
        return Answer(failure=Failure.ADDRESS_NOT_PUBLIC)
    body = delivery.body
    headers = signed_headers(str(delivery.id), body, at=at, secrets=sending.secrets)
    return await send(session, sending.url, body, headers)


async def _settle(work: UnitOfWork, schedule: Schedule, delivery: Claimed, answer: Answer) -> None:
    if answer.is_success:
        await webhook_deliveries.note(work, delivery, answer, State.DELIVERED, due_at=None)
        return
    if answer.is_gone:
        await webhook_deliveries.note(work, delivery, answer, State.DEAD, due_at=None)
        await webhook_subscriptions.disable(work, delivery.subscription_id, Disabled.GONE)
        await webhook_deliveries.give_up(work, delivery.subscription_id)
        return
    chance = random.random()  # noqa: S311  (nothing is guessed by it)
    due_at = next_attempt(work.now, delivery.attempts, schedule.waits, chance=chance)
    state = State.WAITING if due_at else State.DEAD
    await webhook_deliveries.note(work, delivery, answer, state, due_at=due_at)
