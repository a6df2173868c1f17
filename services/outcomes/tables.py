"""The rows of the outcomes database: the one description from which statements over sets are generated.

Figures are counted from narrow rows, whose cost is their width and what is compared row by row. So an
enrolment names its operation and lot, and what its person is like, by small keys of combinations that many
enrolments share; wide state stands in tables that no figure reads."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Enum, Float, LargeBinary, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.persistence.columns import FACT, vocabulary


class Base(SQLModel, registry=registry()):
    """Rows of this service have a registry of their own: two services' tables never collide."""


def _timestamp(*, nullable: bool = False) -> Any:
    return Column(DateTime(timezone=True), nullable=nullable)


def _small(*, nullable: bool = False, primary_key: bool = False) -> Any:
    return Column(SmallInteger, nullable=nullable, primary_key=primary_key)


def _json() -> Any:
    return Column(JSONB, nullable=False)


class Combination(Base):
    """A combination of words that enrolments share; the database gives each its key."""


class CellRow(Combination, table=True):
    """An operation of a programme in a lot: what targets and funding hang on (handbook 1)."""

    __tablename__ = "cell"

    id: int = Field(sa_column=_small(primary_key=True))
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
    cell: int = Field(sa_column=_small())
    profile: int
    situation: int
    registered_on: date
    exit_on: date | None = None
    """The day of leaving, or the day we were told of it where that is all there is."""
    left_on: date | None = None
    exit_kind: str | None = Field(sa_column=Column(Enum("planned", "unplanned", name="exit_kind")))


class SoftOutcomeRow(Base, table=True):
    """The thirteen answers of the last form P4-1, four to a number (`domain/soft_outcomes.py`)."""

    __tablename__ = "soft_outcome"

    enrolment_id: UUID = Field(primary_key=True)
    provider: UUID
    programme: str
    registered_on: date
    exit_on: date
    asked_on: date | None = None
    first: int = Field(sa_column=_small())
    second: int = Field(sa_column=_small())
    third: int = Field(sa_column=_small())
    fourth: int = Field(sa_column=_small())


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
    history: dict[str, Any] = Field(sa_column=_json())
    """Flags, what forms lack, exits and follow-ups (`store/enrolment_json.py`)."""
    recorded_at: datetime = Field(sa_column=_timestamp())
    changed_at: datetime = Field(sa_column=_timestamp())


class AchievementRow(Base, table=True):
    """Anything a person achieved."""

    __tablename__ = "achievement"

    id: UUID = Field(primary_key=True)
    enrolment_id: UUID
    provider: UUID
    kind: str
    achieved_on: date
    evidence: str
    cqfw_level: int | None = Field(sa_column=_small(nullable=True))
    led_to: UUID | None = None
    recorded_on: date
    recorded_at: datetime = Field(sa_column=_timestamp())


class ClaimRow(Base, table=True):
    """A claim or a refusal to claim; one that no longer holds stays, with when and why it was withdrawn. It
    is nobody's once the participant was erased."""

    __tablename__ = "claim"

    id: UUID = Field(primary_key=True)
    enrolment_id: UUID
    participant: UUID | None = None
    provider: UUID
    programme: str
    cell: int = Field(sa_column=_small())
    category: str
    decision: str = Field(sa_column=Column(Enum("claimed", "refused", name="verdict"), nullable=False))
    counted_on: date | None = None
    withdrawn_at: datetime | None = Field(sa_column=_timestamp(nullable=True))
    part: str | None = None
    level: int | None = Field(sa_column=_small(nullable=True))
    rule: str
    dates: dict[str, date] = Field(sa_column=_json())
    evidence: str | None = None
    achievement: UUID | None = None
    decided_at: datetime = Field(sa_column=_timestamp())
    withdrawn_because: str | None = None


class FindingRow(Base, table=True):
    """Something to mend in a record, by rule."""

    __tablename__ = "finding"

    enrolment_id: UUID = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    provider: UUID
    cell: int = Field(sa_column=_small())
    since: date
    about: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    recorded_at: datetime = Field(sa_column=_timestamp())


class PendingFactRow(Base, table=True):
    """A fact about an enrolment that is not known yet. The database numbers them."""

    __tablename__ = "waiting"

    seq: int = Field(sa_column=Column(BigInteger, primary_key=True))
    enrolment_id: UUID
    type: str
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_at: datetime = Field(sa_column=_timestamp())


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
    answer: dict[str, Any] = Field(sa_column=_json())
    answered_at: datetime = Field(sa_column=_timestamp())


HOLDS: Final = {
    "first_answer.arguments": "a programme and a day",
    "first_answer.answer": "protected counts of a lot",
    **vocabulary("first_answer", "question lot"),
    "record.history": "flags, what forms lack, exits and follow-ups: words of closed lists, and days",
    "claim.dates": "days, by name",
    "waiting.data": FACT,
    **vocabulary("cell", "programme esf_area strand lot"),
    **vocabulary("profile", "gender ethnicity condition qualification labour_market"),
    **vocabulary(
        "situation",
        "single_adult_household jobless_household homeless dependent_children primary_carer "
        "work_limiting_condition disability",
    ),
    **vocabulary("enrolment", "programme"),
    **vocabulary("soft_outcome", "programme"),
    **vocabulary("record", "labour_market_at_registration"),
    **vocabulary("achievement", "kind evidence"),
    **vocabulary("claim", "programme category part rule evidence withdrawn_because"),
    **vocabulary("finding", "rule about"),
    **vocabulary("waiting", "type"),
}
"""What every column of text, JSON or bytes holds: sealed, words of a closed list, or why it may stand in the
clear. A test compares it with the database."""
