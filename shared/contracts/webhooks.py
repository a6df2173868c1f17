"""The messages that subscribers are posted (Standard Webhooks), as the contracts describe them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.contracts.vocabulary import WebhookType

D = TypeVar("D")

Status = Literal[
    "received",
    "under_review",
    "redirected",
    "returned",
    "accepted",
    "allocated",
    "contact_attempted",
    "registered",
    "declined",
    "withdrawn",
]


class Described(BaseModel):
    """What has its fields described where they stand."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class ReferralNews(Described):
    """How a referral stands: states and days, and nothing of who it is about, nor why."""

    referral_id: UUID
    reference: str
    status: Status
    """What the type says too."""
    stage: Literal["not_started", "taking_part", "left"]
    made_on: date
    moved_on: date | None
    """The day of the last move; null once the person is registered."""
    decision_due_on: date | None
    """Null where nobody waits for a decision, or the clock stands still."""
    decided_on: date | None
    """The day of the first decision."""
    contact_due_on: date | None
    """Null before the decision, and once contact was attempted."""
    contact_attempted_on: date | None
    """When contact was first attempted."""
    registered_on: date | None
    left_on: date | None
    """Null where they have not left, or nobody knows the day."""
    into_work: bool | None
    """Null where that is not known, or the person has not agreed that you may know."""


class FollowUpNews(Described):
    """The status of somebody who left falls due."""

    participant_id: UUID
    enrolment_id: UUID
    due_on: date
    """Six months after they left."""
    opens_on: date
    """From when an observation counts."""
    closes_on: date
    """Until when one does."""


class Nothing(BaseModel):
    """Nothing happened."""


class Message(Described, Generic[D]):
    """A message, the same at every attempt to deliver it."""

    id: UUID
    """The `webhook-id`: take each once."""
    type: WebhookType
    """What it tells."""
    timestamp: datetime
    """When it was made."""
    data: D
    """How things stood then."""


class ReferralMessage(Message[ReferralNews]):
    """A step of a referral."""


class FollowUpMessage(Message[FollowUpNews]):
    """What falls due for a provider."""


class Trial(Message[Nothing]):
    """A message to try it out with."""


MESSAGES: Final[Mapping[WebhookType, type[BaseModel]]] = {
    **{each: ReferralMessage for each in WebhookType if each.startswith("referral.")},
    WebhookType.FOLLOW_UP_DUE: FollowUpMessage,
    WebhookType.TEST: Trial,
}
"""The shape of the messages of each type."""
