"""Rows that figures are counted from, and what was known of each before.

Figures are counted from narrow rows, whose cost is their width and what is compared row by row. So an
enrolment names its operation and lot, and what its person is like, by small keys of combinations that many
enrolments share; wide state stands in tables that no figure reads."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from services.outcomes.tables.columns import Base, cause, exit_kind, small, timestamp


class Combination(Base):
    """A combination of words that enrolments share; the database gives each its key."""


class CellRow(Combination, table=True):
    """An operation of a programme in a lot: what targets and funding hang on (handbook 1)."""

    __tablename__ = "cell"

    id: int = Field(sa_column=small(primary_key=True))
    programme: str
    esf_area: str
    strand: str
    lot: str


class ProfileRow(Combination, table=True):
    """The answers of form P2.1 that have more than two values (handbook 2)."""

    __tablename__ = "profile"

    id: int = Field(primary_key=True)
    gender: str
    ethnicity: str
    condition: str
    qualification: str
    labour_market: str


class SituationRow(Combination, table=True):
    """The yes-or-no answers of form P2.1 (handbook 2). Each further question makes three times as many
    combinations."""

    __tablename__ = "situation"

    id: int = Field(primary_key=True)
    single_adult_household: str
    jobless_household: str
    homeless: str
    dependent_children: str
    primary_carer: str
    work_limiting_condition: str
    disability: str


class EnrolmentRow(Base, table=True):
    """What figures are counted from, of one enrolment."""

    __tablename__ = "enrolment"

    id: UUID = Field(primary_key=True)
    provider: UUID
    programme: str
    cell: int = Field(sa_column=small())
    profile: int
    situation: int
    registered_on: date
    exit_on: date | None = None
    """The day of leaving, or the day we were told of it where that is all there is."""
    left_on: date | None = None
    exit_kind: str | None = Field(sa_column=exit_kind())
    known_from: datetime = Field(sa_column=timestamp())


class EnrolmentChangeRow(Base, table=True):
    """A change of what figures are counted from: as it was known from `known_from` to `known_at`, as it is
    known from then on, and why. Either side can be missing: what was not known yet, or is known no more."""

    __tablename__ = "enrolment_change"

    enrolment_id: UUID = Field(primary_key=True)
    provider: UUID
    known_at: datetime = Field(sa_column=timestamp(primary_key=True))
    known_from: datetime | None = Field(sa_column=timestamp(nullable=True))
    cause: str = Field(sa_column=cause())
    old_cell: int | None = Field(sa_column=small(nullable=True))
    old_profile: int | None = None
    old_situation: int | None = None
    old_registered_on: date | None = None
    old_exit_on: date | None = None
    old_left_on: date | None = None
    old_exit_kind: str | None = Field(sa_column=exit_kind())
    new_cell: int | None = Field(sa_column=small(nullable=True))
    new_profile: int | None = None
    new_situation: int | None = None
    new_registered_on: date | None = None
    new_exit_on: date | None = None
    new_left_on: date | None = None
    new_exit_kind: str | None = Field(sa_column=exit_kind())


class SoftOutcomeRow(Base, table=True):
    """The thirteen answers of the last form P4-1, four to a number (`domain/soft_outcomes.py`)."""

    __tablename__ = "soft_outcome"

    enrolment_id: UUID = Field(primary_key=True)
    provider: UUID
    programme: str
    registered_on: date
    exit_on: date
    asked_on: date | None = None
    first: int = Field(sa_column=small())
    second: int = Field(sa_column=small())
    third: int = Field(sa_column=small())
    fourth: int = Field(sa_column=small())
    known_from: datetime = Field(sa_column=timestamp())


class SoftOutcomeChangeRow(Base, table=True):
    """A change of somebody's last form P4-1, like that of an enrolment."""

    __tablename__ = "soft_outcome_change"

    enrolment_id: UUID = Field(primary_key=True)
    provider: UUID
    known_at: datetime = Field(sa_column=timestamp(primary_key=True))
    known_from: datetime | None = Field(sa_column=timestamp(nullable=True))
    cause: str = Field(sa_column=cause())
    old_programme: str | None = None
    old_registered_on: date | None = None
    old_exit_on: date | None = None
    old_first: int | None = Field(sa_column=small(nullable=True))
    old_second: int | None = Field(sa_column=small(nullable=True))
    old_third: int | None = Field(sa_column=small(nullable=True))
    old_fourth: int | None = Field(sa_column=small(nullable=True))
    new_programme: str | None = None
    new_registered_on: date | None = None
    new_exit_on: date | None = None
    new_first: int | None = Field(sa_column=small(nullable=True))
    new_second: int | None = Field(sa_column=small(nullable=True))
    new_third: int | None = Field(sa_column=small(nullable=True))
    new_fourth: int | None = Field(sa_column=small(nullable=True))
