"""Queues webhooks because their subscriber asks: those of a period once more, or one that tries it out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referrals.domain.refusals import SubscriptionDisabled
from services.referrals.domain.webhook import News, Subscription
from services.referrals.store import webhook_deliveries, webhook_subscriptions
from shared.contracts.vocabulary import WebhookType
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Queued:
    """How many messages wait to be sent to a subscription because of one request."""

    subscription_id: UUID
    queued: int


async def replay(
    work: UnitOfWork, subscription_id: UUID, *, since: datetime, before: datetime | None
) -> Queued:
    """Send once more what was told in a period, as far as the log goes back: delivered, dead or waiting,
    under the same ids and in order. Raises NotFound, SubscriptionDisabled."""
    subscription = await _open(work, subscription_id)
    count = await webhook_deliveries.replay(work, subscription.id, since=since, before=before or work.now)
    return Queued(subscription.id, count)


async def send_test(work: UnitOfWork, subscription_id: UUID) -> Queued:
    """Send a message that tells nothing. Raises NotFound, SubscriptionDisabled."""
    subscription = await _open(work, subscription_id)
    test = News(subscription.organisation, subscription.id, WebhookType.TEST, {})
    await webhook_deliveries.queue_one(work, subscription.id, test)
    return Queued(subscription.id, 1)


async def _open(work: UnitOfWork, subscription_id: UUID) -> Subscription:
    subscription = await webhook_subscriptions.get(work, subscription_id)
    if subscription.disabled_at is not None:
        raise SubscriptionDisabled
    return subscription
