"""Stores subscriptions to webhooks: address and secrets are sealed under a data key of the subscription's
own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import col, select

from services.referrals.domain.webhook import Disabled, Subscription
from services.referrals.tables import WebhookSubscriptionRow
from shared.persistence.bulk import in_array, insert_many
from shared.persistence.single_row import one
from shared.unit_of_work import UnitOfWork

_URL: Final = "webhook_subscription.url"
_SECRET: Final = "webhook_subscription.secret"  # noqa: S105  (the name of a column)
_ROTATE: Final = """
UPDATE webhook_subscription SET previous_secret = secret, secret = $2, previous_secret_until = $3
WHERE id = $1
"""
_DISABLE: Final = """
UPDATE webhook_subscription SET disabled_at = $2, disabled_because = $3 WHERE id = $1 AND disabled_at IS NULL
"""
_DELETE: Final = "DELETE FROM webhook_subscription WHERE id = $1"


@dataclass(frozen=True, slots=True)
class Sending:
    """What it takes to send to a subscription: its address, and the secrets to sign with."""

    url: str
    secrets: tuple[str, ...]


async def add(work: UnitOfWork, subscription: Subscription, secret: str) -> None:
    """Store a new subscription."""
    await work.cipher.create([subscription.id])
    row = {
        "id": subscription.id,
        "organisation": subscription.organisation,
        "url": _sealed(work, subscription.id, _URL, subscription.url),
        "types": list(subscription.types),
        "secret": _sealed(work, subscription.id, _SECRET, secret),
        "created_at": subscription.created_at,
    }
    await insert_many(await work.connection(), WebhookSubscriptionRow, [row])


async def get(work: UnitOfWork, subscription_id: UUID) -> Subscription:
    """Load a subscription of the caller's. Raises NotFound."""
    rows = await work.session.scalars(
        select(WebhookSubscriptionRow).where(col(WebhookSubscriptionRow.id) == subscription_id)
    )
    return one({each.id: each for each in await _subscriptions(work, rows.all())})


async def list_page(work: UnitOfWork, *, after: UUID, limit: int) -> list[Subscription]:
    """List the caller's subscriptions in the order they were made, from after an id on."""
    query = select(WebhookSubscriptionRow).where(col(WebhookSubscriptionRow.id) > after)
    rows = await work.session.scalars(query.order_by(col(WebhookSubscriptionRow.id)).limit(limit))
    return await _subscriptions(work, rows.all())


async def who_wants(
    work: UnitOfWork, organisations: Collection[UUID]
) -> list[tuple[UUID, UUID, frozenset[str]]]:
    """List the subscriptions of organisations that are told something, each with its types."""
    rows = await work.session.execute(
        select(
            WebhookSubscriptionRow.id, WebhookSubscriptionRow.organisation, WebhookSubscriptionRow.types
        ).where(
            in_array(col(WebhookSubscriptionRow.organisation), organisations),
            col(WebhookSubscriptionRow.disabled_at).is_(None),
        )
    )
    return [(id, organisation, frozenset(types)) for id, organisation, types in rows]


async def sendings(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, Sending]:
    """Open the addresses and secrets of subscriptions."""
    rows = await work.session.scalars(
        select(WebhookSubscriptionRow).where(in_array(col(WebhookSubscriptionRow.id), ids))
    )
    found = rows.all()
    await work.cipher.load([row.id for row in found])
    return {row.id: _sending(work, row) for row in found}


async def rotate_secret(work: UnitOfWork, subscription_id: UUID, secret: str, *, until: datetime) -> None:
    """Replace the secret; the one before is used beside it `until` an instant."""
    sealed = _sealed(work, subscription_id, _SECRET, secret)
    await (await work.connection()).execute(_ROTATE, subscription_id, sealed, until)


async def disable(work: UnitOfWork, subscription_id: UUID, because: Disabled) -> None:
    """Send nothing to a subscription any more."""
    await (await work.connection()).execute(_DISABLE, subscription_id, work.now, because.value)


async def delete(work: UnitOfWork, subscription_id: UUID) -> None:
    """Delete a subscription with its log, and the key under which its secrets were sealed."""
    await (await work.connection()).execute(_DELETE, subscription_id)
    await work.cipher.destroy([subscription_id], at=work.now)


async def _subscriptions(work: UnitOfWork, rows: Sequence[WebhookSubscriptionRow]) -> list[Subscription]:
    await work.cipher.load([row.id for row in rows])
    return [
        Subscription(
            id=row.id,
            organisation=row.organisation,
            url=_opened(work, row.id, _URL, row.url),
            types=tuple(row.types),
            created_at=row.created_at,
            previous_secret_until=row.previous_secret_until,
            disabled_at=row.disabled_at,
            disabled_because=None if row.disabled_because is None else Disabled(row.disabled_because),
        )
        for row in rows
    ]


def _sending(work: UnitOfWork, row: WebhookSubscriptionRow) -> Sending:
    sealed = [row.secret]
    if row.previous_secret and row.previous_secret_until and row.previous_secret_until > work.now:
        sealed.append(row.previous_secret)
    secrets = tuple(_opened(work, row.id, _SECRET, each) for each in sealed)
    return Sending(_opened(work, row.id, _URL, row.url), secrets)


def _sealed(work: UnitOfWork, id: UUID, column: str, value: str) -> bytes:
    return work.cipher.encrypt(value.encode(), person=id, column=column, row=id)


def _opened(work: UnitOfWork, id: UUID, column: str, sealed: bytes) -> str:
    return work.cipher.decrypt(sealed, person=id, column=column, row=id).decode()
