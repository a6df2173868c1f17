"""Rows of the support that people were given."""

from datetime import date
from uuid import UUID

from sqlalchemy import Column, Float
from sqlmodel import Field

from services.outcomes.tables.columns import Base, small


class WheelRow(Base, table=True):
    """An Employment Wheel: eight scores of 1 to 10; one that was not given is null (handbook 2)."""

    __tablename__ = "wheel"

    enrolment_id: UUID = Field(primary_key=True)
    assessed_on: date = Field(primary_key=True)
    provider: UUID
    basic_skills: int | None = Field(sa_column=small(nullable=True))
    recovery_capital: int | None = Field(sa_column=small(nullable=True))
    cv: int | None = Field(sa_column=small(nullable=True))
    interview_skills: int | None = Field(sa_column=small(nullable=True))
    life_skills: int | None = Field(sa_column=small(nullable=True))
    qualifications_and_training: int | None = Field(sa_column=small(nullable=True))
    voluntary_and_work_experience: int | None = Field(sa_column=small(nullable=True))
    it_and_job_search: int | None = Field(sa_column=small(nullable=True))


class RecentUseRow(Base, table=True):
    """What was said of the use in the last three months, whenever it was asked."""

    __tablename__ = "recent_use"

    enrolment_id: UUID = Field(primary_key=True)
    assessed_on: date = Field(primary_key=True)
    provider: UUID
    recent_use: str


class SupportRow(Base, table=True):
    """How much support an enrolment was given: what is counted of contacts and activities."""

    __tablename__ = "support"

    enrolment_id: UUID = Field(primary_key=True)
    provider: UUID
    contacts: int
    calls: int
    letters: int
    hours: float = Field(sa_column=Column(Float(53), nullable=False))


class CourseRow(Base, table=True):
    """A course that somebody began, as it was told last; it runs as long as it has no result."""

    __tablename__ = "course"

    id: UUID = Field(primary_key=True)
    enrolment_id: UUID
    provider: UUID
    kind: str
    started_on: date
    ended_on: date | None = None
    result: str | None = None
