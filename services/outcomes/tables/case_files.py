"""Rows of what is known of an enrolment beyond what is counted: achievements, claims, findings."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Enum, Float, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.outcomes.tables.columns import Base, json, small, timestamp


class RecordRow(Base, table=True):
    """What is known of an enrolment beyond what is counted."""

    __tablename__ = "record"

    id: UUID = Field(primary_key=True)
    participant: UUID
    provider: UUID
    registration_recorded_on: date
    labour_market_at_registration: str
    open_since: date
    rejoined_on: date | None = None
    suspended_on: date | None = None
    last_contact_on: date | None = None
    last_activity_on: date | None = None
    activity_hours: float = Field(sa_column=Column(Float(53), nullable=False))
    history: dict[str, Any] = Field(sa_column=json())
    """Flags, what forms lack, exits and follow-ups (`store/enrolment_json.py`)."""
    recorded_at: datetime = Field(sa_column=timestamp())
    changed_at: datetime = Field(sa_column=timestamp())
    restatement: int
    """How often it was restated: what was told before the last time is in that restatement already."""


class AchievementRow(Base, table=True):
    """Anything a person achieved."""

    __tablename__ = "achievement"

    id: UUID = Field(primary_key=True)
    enrolment_id: UUID
    provider: UUID
    kind: str
    achieved_on: date
    evidence: str
    cqfw_level: int | None = Field(sa_column=small(nullable=True))
    led_to: UUID | None = None
    placement: bool
    recorded_on: date
    recorded_at: datetime = Field(sa_column=timestamp())


class ClaimRow(Base, table=True):
    """A claim or a refusal to claim; one that no longer holds stays, with when and why it was withdrawn. It
    is nobody's once the participant was erased."""

    __tablename__ = "claim"

    id: UUID = Field(primary_key=True)
    enrolment_id: UUID
    participant: UUID | None = None
    provider: UUID
    programme: str
    cell: int = Field(sa_column=small())
    category: str
    decision: str = Field(sa_column=Column(Enum("claimed", "refused", name="verdict"), nullable=False))
    counted_on: date | None = None
    withdrawn_at: datetime | None = Field(sa_column=timestamp(nullable=True))
    part: str | None = None
    level: int | None = Field(sa_column=small(nullable=True))
    rule: str
    dates: dict[str, date] = Field(sa_column=json())
    evidence: str | None = None
    achievement: UUID | None = None
    decided_at: datetime = Field(sa_column=timestamp())
    withdrawn_because: str | None = None


class FindingRow(Base, table=True):
    """Something to mend in a record, by rule."""

    __tablename__ = "finding"

    enrolment_id: UUID = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    provider: UUID
    cell: int = Field(sa_column=small())
    since: date
    about: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    recorded_at: datetime = Field(sa_column=timestamp())


class PendingFactRow(Base, table=True):
    """A fact about an enrolment that is not known yet. The database numbers them."""

    __tablename__ = "waiting"

    seq: int = Field(sa_column=Column(BigInteger, primary_key=True))
    enrolment_id: UUID
    type: str
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_at: datetime = Field(sa_column=timestamp())


class ParticipantLockRow(Base, table=True):
    """A participant whose registration, or a fact that can overtake it, is being taken in: never more than a
    transaction's while."""

    __tablename__ = "participant_lock"

    participant: UUID = Field(primary_key=True)


class FirstAnswerRow(Base, table=True):
    """What boards were told of a lot when it was asked first, protected (`shared.first_answers`)."""

    __tablename__ = "first_answer"

    question: str = Field(primary_key=True)
    arguments: str = Field(primary_key=True)
    lot: str = Field(primary_key=True)
    answer: dict[str, Any] = Field(sa_column=json())
    answered_at: datetime = Field(sa_column=timestamp())
