"""Makes and ends subscriptions to webhooks, and changes their secrets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from services.referrals.domain.refusals import TooManySubscriptions, WebhookTypeNotYours
from services.referrals.domain.webhook import MOST_SUBSCRIPTIONS, Subscription
from services.referrals.store import webhook_subscriptions
from shared.auth import Caller
from shared.contracts.role_policy import Permission
from shared.contracts.vocabulary import WebhookType
from shared.unit_of_work import UnitOfWork
from shared.webhooks.signing import new_secret

EVERYTHING: Final = "*"
"""Of types: all that the role is told of."""
_OF_REFERRALS: Final = frozenset(each for each in WebhookType if each.startswith("referral."))
_TOLD: Final = {
    Permission.READ_SENT_REFERRALS: _OF_REFERRALS,
    Permission.READ_PARTICIPANTS: frozenset({WebhookType.FOLLOW_UP_DUE}),
}
"""What each permission to read lets a role be told of."""


@dataclass(frozen=True, slots=True)
class WithSecret:
    """A subscription with its secret, which is told once."""

    subscription: Subscription
    secret: str

    @property
    def id(self) -> UUID:
        return self.subscription.id


async def subscribe(work: UnitOfWork, url: str, types: Sequence[str]) -> WithSecret:
    """Make a subscription of the caller's to an address that has been checked. Raises WebhookTypeNotYours,
    TooManySubscriptions."""
    subscription = Subscription(
        id=work.new_id(),
        organisation=work.caller.organisation,
        url=url,
        types=_types(work.caller, types),
        created_at=work.now,
    )
    existing = await webhook_subscriptions.list_page(work, after=UUID(int=0), limit=MOST_SUBSCRIPTIONS)
    if len(existing) == MOST_SUBSCRIPTIONS:
        raise TooManySubscriptions
    secret = new_secret()
    await webhook_subscriptions.add(work, subscription, secret)
    return WithSecret(subscription, secret)


async def rotate_secret(work: UnitOfWork, subscription_id: UUID, *, overlap: timedelta) -> WithSecret:
    """Make a new secret; messages are signed with the one before as well, until the overlap is over. Raises
    NotFound."""
    subscription = await webhook_subscriptions.get(work, subscription_id)
    secret, until = new_secret(), work.now + overlap
    await webhook_subscriptions.rotate_secret(work, subscription.id, secret, until=until)
    return WithSecret(replace(subscription, previous_secret_until=until), secret)


async def unsubscribe(work: UnitOfWork, subscription_id: UUID) -> None:
    """End a subscription; what waits for it is not sent. Raises NotFound."""
    subscription = await webhook_subscriptions.get(work, subscription_id)
    await webhook_subscriptions.delete(work, subscription.id)


def _types(caller: Caller, wanted: Sequence[str]) -> tuple[WebhookType, ...]:
    """Return the types that were asked for. Raises WebhookTypeNotYours."""
    told = frozenset[WebhookType]().union(
        *(types for permission, types in _TOLD.items() if permission in caller.policy.permissions)
    )
    chosen = set[WebhookType]()
    for place, each in enumerate(wanted):
        if each != EVERYTHING and each not in told:
            raise WebhookTypeNotYours(pointer=f"/types/{place}")
        chosen |= told if each == EVERYTHING else {WebhookType(each)}
    return tuple(sorted(chosen))
