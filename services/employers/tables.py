"""The rows of the employers database: the one description of each table."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.persistence.columns import (
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


class EmployerRow(Base, table=True):
    __tablename__ = "employer"

    id: UUID = Field(primary_key=True)
    name: str
    kind: str
    company_number: str | None = None
    sector: str
    sector_scheme: str
    sites: list[dict[str, Any]] = Field(sa_column=json_document())
    lots: list[str] = Field(sa_column=text_array())
    willing_substance_misuse: str
    willing_mental_health: str
    support_offered: str | None = None
    disclosure_policy: str | None = None
    aware_since: date | None = None
    banked_by: UUID
    banked_at: datetime = Field(sa_column=timestamp())
    last_contacted_on: date | None = None
    version: int


class EmployerHistoryRow(Base, table=True):
    """A change of an employer's entry: the version it led to, and each field before and after."""

    __tablename__ = "employer_history"

    employer_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    organisation: UUID
    by: str
    recorded_at: datetime = Field(sa_column=timestamp())
    changes: list[dict[str, Any]] = Field(sa_column=json_document())


class ContactRow(Base, table=True):
    """Who to speak to at an employer, for the provider that wrote it down; `people` is encrypted."""

    __tablename__ = "employer_contact"

    employer_id: UUID = Field(primary_key=True)
    provider: UUID = Field(primary_key=True)
    people: bytes = Field(sa_column=ciphertext())


class EngagementRow(Base, table=True):
    """An entry of an employer's log; `note` is encrypted, because people are named in notes."""

    __tablename__ = "employer_engagement"

    id: UUID = Field(primary_key=True)
    employer_id: UUID
    provider: UUID
    on: date
    kind: str
    note: bytes = Field(sa_column=ciphertext())
    by: str
    recorded_at: datetime = Field(sa_column=timestamp())


class OpportunityRow(Base, table=True):
    __tablename__ = "opportunity"

    id: UUID = Field(primary_key=True)
    employer_id: UUID
    opened_by: UUID
    opened_at: datetime = Field(sa_column=timestamp())
    lot: str
    kind: str
    role: str
    soc_group: int
    places: int
    filled: int
    starts_on: date | None = None
    ends_on: date | None = None
    hours_per_week: float | None = None
    site: str | None = None
    hours_patterns: list[str] = Field(sa_column=text_array())
    certificates: list[str] = Field(sa_column=text_array())
    legal_requirements: list[str] = Field(sa_column=text_array())
    needs_driver: bool
    interests: list[str] = Field(sa_column=text_array())
    requirements: list[str] = Field(sa_column=text_array())
    ring_fenced: bool
    closes_on: date | None = None
    closed_on: date | None = None
    close_reason: str | None = None
    closed_at: datetime | None = Field(default=None, sa_column=timestamp(nullable=True))
    version: int


class PlacementRow(Base, table=True):
    """A placement as it stands now. `ended_because` is encrypted: why somebody stopped can tell of their
    health."""

    __tablename__ = "placement"

    id: UUID = Field(primary_key=True)
    opportunity_id: UUID
    employer_id: UUID
    enrolment_id: UUID
    participant_id: UUID
    provider: UUID
    kind: str
    proposed_on: date
    recorded_at: datetime = Field(sa_column=timestamp())
    status: str
    participant_agreed_on: date | None = None
    employer_agreed_on: date | None = None
    started_on: date | None = None
    completed_on: date | None = None
    hours: float | None = None
    ended_on: date | None = None
    ended_by: str | None = None
    ended_because: bytes | None = Field(default=None, sa_column=ciphertext(nullable=True))
    participant_review: str | None = None
    participant_reviewed_on: date | None = None
    employer_review: str | None = None
    employer_reviewed_on: date | None = None
    erased_at: datetime | None = Field(default=None, sa_column=timestamp(nullable=True))
    version: int


class HistoryRow(Base, table=True):
    """A move of a placement: the status it led to, on which day, who made it and when it was recorded."""

    __tablename__ = "placement_history"

    placement_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    provider: UUID
    status: str
    happened_on: date
    by: str
    recorded_at: datetime = Field(sa_column=timestamp())


class ParticipationRow(Base, table=True):
    """What employers knows of an enrolment: ids, the lot and days."""

    __tablename__ = "known_participant"

    enrolment_id: UUID = Field(primary_key=True)
    participant_id: UUID
    provider: UUID
    lot: str
    registered_on: date
    is_open: bool
    left_on: date | None = None
    may_be_matched: bool


class ReadyPersonRow(Base, table=True):
    """Somebody who is ready for placement, by their enrolment: words of closed lists and days."""

    __tablename__ = "ready_person"

    enrolment_id: UUID = Field(primary_key=True)
    participant_id: UUID
    provider: UUID
    ready_on: date
    stale_on: date
    available_from: date
    kinds: list[str] = Field(sa_column=text_array())
    soc_groups: list[int] = Field(sa_column=json_document())
    hours_patterns: list[str] = Field(sa_column=text_array())
    max_hours_per_week: float | None = None
    travel: str
    drives: bool
    certificates: list[dict[str, Any]] = Field(sa_column=json_document())
    legal_requirements_met: list[str] = Field(sa_column=text_array())
    adjustments: list[str] = Field(sa_column=text_array())
    interests: list[str] = Field(sa_column=text_array())


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
    "employer_contact.people": SEALED,
    "employer_engagement.note": SEALED,
    "placement.ended_because": SEALED,
    "employer.name": ORGANISATION,
    "employer.company_number": ORGANISATION,
    "employer.sector": ORGANISATION,
    "employer.sites": ORGANISATION,
    "employer.support_offered": ORGANISATION,
    "employer.disclosure_policy": ORGANISATION,
    "employer_history.changes": ORGANISATION,
    "employer_history.by": SYSTEM,
    "ready_person.certificates": "words of a closed list, and days",
    "ready_person.soc_groups": "numbers of a closed list",
    **vocabulary("ready_person", "kinds hours_patterns travel legal_requirements_met adjustments interests"),
    "opportunity.site": ORGANISATION,
    "opportunity.role": "what an employer offers, and no person",
    "opportunity.requirements": "what an employer offers, and no person",
    "opportunity.close_reason": "what an employer offers, and no person",
    "employer_engagement.by": SYSTEM,
    "placement_history.by": SYSTEM,
    **vocabulary("employer", "kind sector_scheme lots willing_substance_misuse willing_mental_health"),
    **vocabulary("employer_engagement", "kind"),
    **vocabulary("opportunity", "lot kind hours_patterns certificates legal_requirements interests"),
    **vocabulary("placement", "kind status ended_by participant_review employer_review"),
    **vocabulary("placement_history", "status"),
    **vocabulary("known_participant", "lot"),
}
"""What every column of text, JSON or bytes holds: sealed, words of a closed list, or why it may stand in the
clear. A test compares it with the database."""
