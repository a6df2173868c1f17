"""The REST routes of webhook subscriptions: an organisation's own, and what became of each message."""

from datetime import timedelta
from operator import attrgetter
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response

from services.referrals import queries
from services.referrals.commands.replay_webhooks import replay, send_test
from services.referrals.commands.subscribe import rotate_secret, subscribe, unsubscribe
from services.referrals.domain.webhook import State
from services.referrals.permissions import MaySubscribe
from services.referrals.settings import settings_of
from services.referrals.webhook_schemas import (
    DeliveryOut,
    NothingIn,
    QueuedOut,
    ReplayIn,
    SubscriptionIn,
    SubscriptionOut,
    SubscriptionWithSecretOut,
)
from shared.service_context import ServiceContextDep, UnitOfWorkDep
from shared.web.idempotency import IdempotencyDep
from shared.web.pagination import (
    LARGEST_BIGINT,
    PAGE_SIZE,
    After,
    Page,
    PageSize,
    decode_cursor,
    decode_numbered_cursor,
    numbered_key,
    paginate,
)
from shared.webhooks.endpoints import check_endpoint

router: Final = APIRouter(prefix="/v1/webhook-subscriptions", tags=["webhooks"])

_OWN: Final = attrgetter("id")
"""Answers are sealed under the key of the subscription: they hold its secret."""
_QUEUED_FOR: Final = attrgetter("subscription_id")


@router.post("", status_code=201, response_model=SubscriptionWithSecretOut)
async def subscribe_webhook(
    body: SubscriptionIn,
    context: ServiceContextDep,
    work: UnitOfWorkDep,
    caller: MaySubscribe,
    once: IdempotencyDep,
) -> Response:
    """Be told by signed messages (Standard Webhooks) what becomes of your referrals or, for a provider, what
    falls due. The secret is told once."""
    # before anything is asked of the database: no transaction waits for a name to be looked up
    await check_endpoint(body.url, local_port=settings_of(context).webhook_local_port)
    command = subscribe(work, body.url, body.types)
    return await once(command, SubscriptionWithSecretOut.of_new, person=_OWN, status=201)


@router.get("", response_model=Page[SubscriptionOut])
async def list_webhook_subscriptions(
    work: UnitOfWorkDep, caller: MaySubscribe, after: After = None, limit: PageSize = PAGE_SIZE
) -> Page[SubscriptionOut]:
    """Your own subscriptions, in the order they were made."""
    found = await queries.subscriptions(work, after=decode_cursor(after), limit=limit + 1)
    return paginate(found, limit, item=SubscriptionOut.of, key=_OWN)


@router.get("/{subscription_id}", response_model=SubscriptionOut)
async def show_webhook_subscription(
    subscription_id: UUID, work: UnitOfWorkDep, caller: MaySubscribe
) -> SubscriptionOut:
    """One of your subscriptions."""
    return SubscriptionOut.of(await queries.subscription(work, subscription_id))


@router.delete("/{subscription_id}", status_code=204)
async def delete_webhook_subscription(
    subscription_id: UUID, work: UnitOfWorkDep, caller: MaySubscribe
) -> None:
    """End a subscription: what waits for it is not sent, and its log is gone."""
    await unsubscribe(work, subscription_id)


@router.post("/{subscription_id}/rotate-secret", response_model=SubscriptionWithSecretOut)
async def rotate_webhook_secret(
    subscription_id: UUID,
    body: Annotated[NothingIn, Body(default_factory=NothingIn)],
    context: ServiceContextDep,
    work: UnitOfWorkDep,
    caller: MaySubscribe,
    once: IdempotencyDep,
) -> Response:
    """Make a new secret. Until `previous_secret_until` messages are signed with the one before as well."""
    overlap = timedelta(hours=settings_of(context).webhook_secret_overlap_hours)
    command = rotate_secret(work, subscription_id, overlap=overlap)
    return await once(command, SubscriptionWithSecretOut.of_new, person=_OWN)


@router.post("/{subscription_id}/replay", response_model=QueuedOut)
async def replay_webhooks(
    subscription_id: UUID, body: ReplayIn, work: UnitOfWorkDep, caller: MaySubscribe, once: IdempotencyDep
) -> Response:
    """Have the messages of a period sent once more, under the same ids and in the same order."""
    command = replay(work, subscription_id, since=body.since, before=body.before)
    return await once(command, QueuedOut.of, person=_QUEUED_FOR)


@router.post("/{subscription_id}/test", response_model=QueuedOut)
async def send_test_webhook(
    subscription_id: UUID,
    body: Annotated[NothingIn, Body(default_factory=NothingIn)],
    work: UnitOfWorkDep,
    caller: MaySubscribe,
    once: IdempotencyDep,
) -> Response:
    """Have a message sent that tells nothing, to try it out."""
    return await once(send_test(work, subscription_id), QueuedOut.of, person=_QUEUED_FOR)


@router.get("/{subscription_id}/deliveries", response_model=Page[DeliveryOut])
async def list_webhook_deliveries(
    subscription_id: UUID,
    work: UnitOfWorkDep,
    caller: MaySubscribe,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
    after: After = None,
    limit: PageSize = PAGE_SIZE,
) -> Page[DeliveryOut]:
    """The messages of a subscription and what came of them, the newest first; `state=dead` are those given
    up."""
    found = await queries.webhook_log(
        work,
        subscription_id,
        after=decode_numbered_cursor(after, largest=LARGEST_BIGINT),
        limit=limit + 1,
        state=state,
    )
    return paginate(found, limit, item=DeliveryOut.of, key=lambda each: numbered_key(each.seq))
