"""The rows of the referrals database: the one description of each table."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.persistence.columns import (
    DIGEST,
    FACT,
    ORGANISATION,
    SEALED,
    SYSTEM,
    ciphertext,
    json_document,
    text_array,
    timestamp,
    vocabulary,
)


class Base(SQLModel, registry=registry()):
    """The rows of this service, with a registry of their own: two services' tables never collide."""


class PartnerRow(Base, table=True):
    __tablename__ = "partner"

    id: UUID = Field(primary_key=True)
    name: str
    kind: str
    source: str | None = None
    lots: list[str] = Field(sa_column=text_array())
    proposed_lots: list[str] | None = Field(default=None, sa_column=text_array(nullable=True))
    """Where a provider is to deliver once somebody else has confirmed it."""
    proposed_by: str | None = None
    """The `person` of the token by which it was proposed."""
    version: int


class PartnerHistoryRow(Base, table=True):
    """A move of an entry of the register: what it says since, who moved it and when."""

    __tablename__ = "partner_history"

    partner_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    move: str
    name: str
    source: str | None = None
    lots: list[str] = Field(sa_column=text_array())
    proposed_lots: list[str] | None = Field(default=None, sa_column=text_array(nullable=True))
    organisation: UUID
    client: str
    user_id: str | None = None
    """Who has signed in to the client, by the `person` of the token."""
    recorded_at: datetime = Field(sa_column=timestamp())


class ReferralRow(Base, table=True):
    """A referral as it stands now. `person` (who was referred), `story` (everything told about them) and
    `decision` (what was said and asked when it was declined or returned) are encrypted."""

    __tablename__ = "referral"

    id: UUID = Field(primary_key=True)
    reference: str
    programme: str
    referrer: UUID
    provider: UUID
    lot: str
    source: str
    made_on: date
    received_at: datetime = Field(sa_column=timestamp())
    decision_due: date
    decision_rule: str
    status: str
    moved_on: date
    decided_on: date | None = None
    decision: bytes | None = Field(default=None, sa_column=ciphertext(nullable=True))
    withdrawn_by: str | None = None
    stage: str
    registered_on: date | None = None
    left_on: date | None = None
    may_share_work: bool = False
    into_work_on: date | None = None
    """The earlier of the two days that follow, where the referrer may know."""
    work_recorded_on: date | None = None
    placed_on: date | None = None
    enrolment_id: UUID | None = None
    person: bytes = Field(sa_column=ciphertext())
    story: bytes = Field(sa_column=ciphertext())
    erased_at: datetime | None = Field(default=None, sa_column=timestamp(nullable=True))
    contact_due: date | None = None
    contact_rule: str | None = None
    contact_attempted_on: date | None = None
    try_again_from: date | None = None
    """From when somebody who was declined may be referred again."""
    released_on: date | None = None
    """When somebody who is in prison will be, or was, released."""
    written_by: UUID | None = None
    """The provider that wrote the referral down."""
    pauses: list[dict[str, Any]] = Field(sa_column=json_document())
    version: int


class RecentReferralRow(Base, table=True):
    """A referral of the last day, by a fingerprint of who referred whom."""

    __tablename__ = "recent_referral"

    fingerprint: bytes = Field(primary_key=True)
    referral_id: UUID
    reference: str
    received_at: datetime = Field(sa_column=timestamp())


class LinkRow(Base, table=True):
    """A link by which a referral is followed: whoever has its secret reads as the referrer."""

    __tablename__ = "referral_link"

    id: UUID = Field(primary_key=True)
    fingerprint: bytes
    referral_id: UUID
    referrer: UUID
    made_by: UUID
    expires_at: datetime = Field(sa_column=timestamp())
    revoked_at: datetime | None = Field(default=None, sa_column=timestamp(nullable=True))


class WebhookSubscriptionRow(Base, table=True):
    """What an organisation wants to be told, and where; its address can hold a secret of its own."""

    __tablename__ = "webhook_subscription"

    id: UUID = Field(primary_key=True)
    organisation: UUID
    url: bytes = Field(sa_column=ciphertext())
    types: list[str] = Field(sa_column=text_array())
    secret: bytes = Field(sa_column=ciphertext())
    previous_secret: bytes | None = Field(default=None, sa_column=ciphertext(nullable=True))
    previous_secret_until: datetime | None = Field(default=None, sa_column=timestamp(nullable=True))
    created_at: datetime = Field(sa_column=timestamp())
    disabled_at: datetime | None = Field(default=None, sa_column=timestamp(nullable=True))
    disabled_because: str | None = None


class WebhookDeliveryRow(Base, table=True):
    """A message to a subscription; `seq` is its place in the order of what is told about one thing."""

    __tablename__ = "webhook_delivery"

    seq: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    id: UUID
    subscription_id: UUID
    organisation: UUID
    about: UUID
    """The referral, or the participant, that it is about."""
    type: str
    data: dict[str, Any] = Field(sa_column=json_document())
    made_at: datetime = Field(sa_column=timestamp())
    state: str
    attempts: int
    due_at: datetime = Field(sa_column=timestamp())
    """When it is to be attempted next; while it is attempted, when somebody else may."""
    delivered_at: datetime | None = Field(default=None, sa_column=timestamp(nullable=True))
    last_status: int | None = None
    last_failure: str | None = None


class HistoryRow(Base, table=True):
    """A move of a referral: the state it led to on a day, who made it and when it was recorded.

    The state holds from `happened_on` to the day before `superseded_on`, the earliest day of any later move.
    What figures count stands here in full, because the referral itself may by now be another provider's,
    which this row's provider does not see."""

    __tablename__ = "referral_history"

    referral_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    referrer: UUID
    provider: UUID
    lot: str
    programme: str
    source: str
    made_on: date
    status: str
    happened_on: date
    superseded_on: date | None = None
    decision_due: date
    decided_on: date | None = None
    registered_on: date | None = None
    left_on: date | None = None
    into_work_on: date | None = None
    by: str
    recorded_at: datetime = Field(sa_column=timestamp())
    voided_at: datetime | None = Field(default=None, sa_column=timestamp(nullable=True))
    """When it was found that this move never was, because the records of the enrolment were mended."""


class PendingWorkRow(Base, table=True):
    """Somebody found work whose registration has not arrived."""

    __tablename__ = "pending_work"

    enrolment_id: UUID = Field(primary_key=True)
    achieved_on: date
    recorded_at: datetime = Field(sa_column=timestamp())


class FirstAnswerRow(Base, table=True):
    """What boards were told of a lot when it was asked first, protected (`shared.first_answers`)."""

    __tablename__ = "first_answer"

    question: str = Field(primary_key=True)
    arguments: str = Field(primary_key=True)
    lot: str = Field(primary_key=True)
    answer: dict[str, Any] = Field(sa_column=json_document())
    answered_at: datetime = Field(sa_column=timestamp())


HOLDS: Final = {
    "first_answer.arguments": "a programme and a day",
    "first_answer.answer": "protected counts of a lot",
    **vocabulary("first_answer", "question lot"),
    "recent_referral.fingerprint": DIGEST,
    "recent_referral.reference": "made of the random end of the referral's id",
    "referral_link.fingerprint": DIGEST,
    "webhook_subscription.url": SEALED,
    "webhook_subscription.secret": SEALED,
    "webhook_subscription.previous_secret": SEALED,
    "webhook_delivery.data": FACT,
    **vocabulary("webhook_subscription", "types disabled_because"),
    **vocabulary("webhook_delivery", "type state last_failure"),
    "referral.pauses": "days, and reasons of a closed list",
    "referral.person": SEALED,
    "referral.story": SEALED,
    "referral.decision": SEALED,
    "partner.name": ORGANISATION,
    "partner.proposed_by": "an opaque id of who has signed in",
    "partner_history.name": ORGANISATION,
    "partner_history.client": SYSTEM,
    "partner_history.user_id": "an opaque id of who has signed in",
    "referral.reference": "made of the random end of the referral's id",
    "referral_history.by": SYSTEM,
    **vocabulary("partner", "kind source lots proposed_lots"),
    **vocabulary("partner_history", "move source lots proposed_lots"),
    **vocabulary("referral", "programme lot source decision_rule contact_rule status withdrawn_by stage"),
    **vocabulary("referral_history", "lot programme source status"),
}
"""What every column of text, JSON or bytes holds: sealed, words of a closed list, or why it may stand in the
clear. A test compares it with the database."""
