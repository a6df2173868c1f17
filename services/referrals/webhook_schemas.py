"""The request and response shapes of webhook subscriptions."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.referrals.commands.replay_webhooks import Queued
from services.referrals.commands.subscribe import WithSecret
from services.referrals.domain.webhook import Delivery, Disabled, State, Subscription
from shared.contracts.vocabulary import WebhookType
from shared.web.field_types import StrictModel, Timestamp
from shared.webhooks.client import Failure

Address = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[\x21-\x7e]+$")]


class SubscriptionIn(StrictModel):
    """What you want to be told, and where."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    url: Address
    """An address with https, on its own port."""
    types: tuple[WebhookType | Literal["*"], ...] = Field(min_length=1, max_length=20)
    """What to be told; `*` is all that your role is told of today."""


class SubscriptionOut(BaseModel):
    """A subscription to webhooks."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    id: UUID
    url: str
    """Where messages are posted."""
    types: tuple[WebhookType, ...]
    """What is told."""
    created_at: datetime
    """When it was made."""
    previous_secret_until: datetime | None
    """Until when messages are signed with the secret before as well, where it was changed."""
    disabled_at: datetime | None
    """Since when nothing is sent any more."""
    disabled_because: Disabled | None
    """Why nothing is sent any more: `gone`, its address answered 410."""

    @classmethod
    def of(cls, subscription: Subscription) -> Self:
        return cls.model_validate(subscription, from_attributes=True)


class SubscriptionWithSecretOut(SubscriptionOut):
    """The same with its secret."""

    secret: str
    """What messages are signed with: told once."""

    @classmethod
    def of_new(cls, made: WithSecret) -> Self:
        return cls(**SubscriptionOut.of(made.subscription).model_dump(), secret=made.secret)


class DeliveryOut(BaseModel):
    """A message, and what came of it."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    id: UUID
    """The `webhook-id`, the same at every attempt."""
    type: WebhookType
    """What it tells."""
    made_at: datetime
    """When it was made; a period of a replay goes by it."""
    state: State
    """`dead` is given up: after the last attempt, or with its subscription."""
    attempts: int
    """How often it was attempted since it was made, or last replayed."""
    next_attempt_at: datetime | None
    """Null where it waits no more."""
    delivered_at: datetime | None
    """When your address took it."""
    last_status: int | None
    """What your address answered last."""
    last_failure: Failure | None
    """Why there was no answer."""

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        return cls.model_validate(delivery, from_attributes=True)


class ReplayIn(StrictModel):
    """The period in which the messages were made that are to be sent once more."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    since: Timestamp = Field(alias="from")
    """From this instant on."""
    before: Timestamp | None = Field(default=None, alias="to")
    """Before this instant; now where it is left out."""


class NothingIn(StrictModel):
    """Nothing has to be said."""


class QueuedOut(BaseModel):
    """How many messages wait to be sent by this request."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    queued: int
    """How many messages."""

    @classmethod
    def of(cls, queued: Queued) -> Self:
        return cls(queued=queued.queued)
