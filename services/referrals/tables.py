"""The rows of the referrals database: the one description of each table."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.persistence.columns import ciphertext, json_document, text_array, timestamp


class Base(SQLModel, registry=registry()):
    """The rows of this service, with a registry of their own: two services' tables never collide."""


class PartnerRow(Base, table=True):
    __tablename__ = "partner"

    id: UUID = Field(primary_key=True)
    name: str
    kind: str
    source: str | None = None
    lots: list[str] = Field(sa_column=text_array())


class ReferralRow(Base, table=True):
    """A referral as it stands now. `person` (who was referred) and `story` (everything told about them) are
    encrypted."""

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
    decline: dict[str, Any] | None = Field(default=None, sa_column=json_document(nullable=True))
    questions: str | None = None
    withdrawn_by: str | None = None
    stage: str
    registered_on: date | None = None
    left_on: date | None = None
    may_share_work: bool = False
    into_work_on: date | None = None
    enrolment_id: UUID | None = None
    person: bytes = Field(sa_column=ciphertext())
    story: bytes = Field(sa_column=ciphertext())
    version: int


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
