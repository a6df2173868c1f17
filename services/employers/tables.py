"""The rows of the employers database."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry()):
    """Rows of this service have a registry of their own: two services' tables never collide."""


def _instant(*, nullable: bool = False) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable)


class EmployerRow(Base, table=True):
    __tablename__ = "employer"

    id: UUID = Field(primary_key=True)
    name: str
    company_number: str | None = None
    sector: str
    sector_scheme: str
    sites: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    lots: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    willing_substance_misuse: str
    willing_mental_health: str
    disclosure_policy: str | None = None
    aware_since: date | None = None
    banked_by: UUID
    banked_at: datetime = Field(sa_column=_instant())
    last_contacted_on: date | None = None
    version: int


class ContactRow(Base, table=True):
    """Who to speak to at an employer; `people` is sealed."""

    __tablename__ = "employer_contact"

    employer_id: UUID = Field(primary_key=True)
    people: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class EngagementRow(Base, table=True):
    """An entry of an employer's log; `note` is sealed, because people are named in notes."""

    __tablename__ = "employer_engagement"

    id: UUID = Field(primary_key=True)
    employer_id: UUID
    provider: UUID
    on: date
    kind: str
    note: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    by: str
    recorded_at: datetime = Field(sa_column=_instant())


class OpportunityRow(Base, table=True):
    __tablename__ = "opportunity"

    id: UUID = Field(primary_key=True)
    employer_id: UUID
    opened_by: UUID
    opened_at: datetime = Field(sa_column=_instant())
    lot: str
    kind: str
    role: str
    soc_major_group: int
    places: int
    filled: int
    starts_on: date | None = None
    ends_on: date | None = None
    hours_per_week: float | None = None
    requirements: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    ring_fenced: bool
    closes_on: date | None = None
    closed_on: date | None = None
    close_reason: str | None = None
    closed_at: datetime | None = Field(default=None, sa_column=_instant(nullable=True))
    version: int


class PlacementRow(Base, table=True):
    """`ended_because` is sealed: why somebody stopped can tell of their health."""

    __tablename__ = "placement"

    id: UUID = Field(primary_key=True)
    opportunity_id: UUID
    employer_id: UUID
    enrolment_id: UUID
    participant_id: UUID
    provider: UUID
    kind: str
    proposed_on: date
    recorded_at: datetime = Field(sa_column=_instant())
    status: str
    started_on: date | None = None
    completed_on: date | None = None
    hours: float | None = None
    ended_on: date | None = None
    ended_by: str | None = None
    ended_because: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    version: int


class HistoryRow(Base, table=True):
    """Every move of a placement: what it became and on which day, who moved it and when we were told."""

    __tablename__ = "placement_history"

    placement_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    provider: UUID
    status: str
    happened_on: date
    by: str
    recorded_at: datetime = Field(sa_column=_instant())


class KnownParticipantRow(Base, table=True):
    """What employers has heard about an enrolment: ids, the lot and days."""

    __tablename__ = "known_participant"

    enrolment_id: UUID = Field(primary_key=True)
    participant_id: UUID
    provider: UUID
    lot: str
    registered_on: date
    is_open: bool
    left_on: date | None = None
