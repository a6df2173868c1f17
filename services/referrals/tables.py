"""The rows of the referrals database."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry()):
    """Rows of this service have a registry of their own: two services' tables never collide."""


def _instant() -> Any:
    return Column(DateTime(timezone=True), nullable=False)


class PartnerRow(Base, table=True):
    __tablename__ = "partner"

    id: UUID = Field(primary_key=True)
    name: str
    kind: str
    source: str | None = None
    lots: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))


class ReferralRow(Base, table=True):
    """`person` and `story` are sealed: who was referred, and everything told about them."""

    __tablename__ = "referral"

    id: UUID = Field(primary_key=True)
    reference: str
    programme: str
    referrer: UUID
    provider: UUID
    lot: str
    source: str
    made_on: date
    received_at: datetime = Field(sa_column=_instant())
    decision_due: date
    decision_rule: str
    status: str
    moved_on: date
    decided_on: date | None = None
    decline: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    questions: str | None = None
    withdrawn_by: str | None = None
    stage: str
    registered_on: date | None = None
    left_on: date | None = None
    may_share_work: bool = False
    into_work: bool | None = None
    enrolment_id: UUID | None = None
    ni_index: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    person: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    story: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    version: int


class HistoryRow(Base, table=True):
    """Every move of a referral: what it became, when, who moved it and when we were told."""

    __tablename__ = "referral_history"

    referral_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    referrer: UUID
    provider: UUID
    status: str
    lot: str
    happened_on: date
    by: str
    recorded_at: datetime = Field(sa_column=_instant())


class PersonReadRow(Base, table=True):
    """Somebody was told who a referred person is: who, and for what purpose."""

    __tablename__ = "person_read"

    id: UUID = Field(primary_key=True)
    referral_id: UUID
    provider: UUID
    reader: str
    purpose: str
    read_at: datetime = Field(sa_column=_instant())
