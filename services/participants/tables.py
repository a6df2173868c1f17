"""The rows of the participants database: the one description of each table's columns. What is sealed is
encrypted under its table, column and row."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Identity, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.audit.tables import TransactionId
from shared.persistence.columns import DIGEST, SEALED, SYSTEM, vocabulary


class Base(SQLModel, registry=registry()):
    """Rows of this service have a registry of their own: two services' tables never collide."""


def _instant() -> Any:
    return Column(DateTime(timezone=True), nullable=False)


def _json() -> Any:
    return Column(JSONB, nullable=False)


class ParticipantRow(Base, table=True):
    """A person as one provider knows them. `identity` is sealed; the NI number is found by `ni_index`."""

    __tablename__ = "participant"

    id: UUID = Field(primary_key=True)
    provider: UUID
    reference: str
    identity: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    ni_index: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    ni_index_version: int | None = None
    """Under which version of the index key `ni_index` is."""
    restricted_until: date | None = None
    """The last day of a restriction (`processing_limit`)."""


class IndexKeyRow(Base, table=True):
    """A version of the key of indexes that may be in use; the highest one is written. The key itself is not
    here."""

    __tablename__ = "index_key"

    version: int = Field(primary_key=True)


class EnrolmentRow(Base, table=True):
    """How an enrolment stands; `record` holds everything that led there."""

    __tablename__ = "enrolment"

    id: UUID = Field(primary_key=True)
    participant_id: UUID
    provider: UUID
    reference: str
    programme: str
    lot: str
    local_authority: str
    esf_area: str
    strand: str
    registered_on: date
    eligible: str
    eligibility_reasons: list[str] = Field(sa_column=_json())
    referral_id: UUID | None = None
    shares_work_outcome: bool
    consents: dict[str, dict[str, Any]] = Field(sa_column=_json())
    """What somebody was asked to agree to, each as it stands."""
    consent_withdrawn_on: date | None = None
    """Since when the consent to take part is withdrawn."""
    status: str
    characteristics: dict[str, str] = Field(sa_column=_json())
    missing: dict[str, list[str]] = Field(sa_column=_json())
    mentor: UUID | None = None
    mentor_since: date | None = None
    intensity: str | None = None
    plan_version: int
    plan_on: date | None = None
    last_contact_on: date | None = None
    """The last contact of any kind; none that is dated in the future."""
    last_reached_on: date | None = None
    """The last contact that reached the person, or the day they came back."""
    first_call_on: date | None = None
    second_call_on: date | None = None
    letter_on: date | None = None
    """The strikes that stand: two calls that were not taken, and the letter after them."""
    soft_landing_until: date | None = None
    first_check_in_on: date | None = None
    second_check_in_on: date | None = None
    """Until when somebody who left for work is landing, and when they were reached since."""
    suspended_on: date | None = None
    tried_until: date | None = None
    """Until when somebody who is suspended for not answering is tried."""
    risk_assessed_on: date | None = None
    risk_review_on: date | None = None
    """The day that the latest P2.2 names for its review."""
    ready_on: date | None = None
    """When it was agreed or confirmed last that the person is ready for placement."""
    has_left: bool
    left_on: date | None = None
    exit_kind: str | None = None
    exit_reason: str | None = None
    follow_up: str | None = None
    follow_up_on: date | None = None
    """When the status was observed."""
    follow_up_due_on: date | None = None
    follow_up_announced: bool = False
    """Written by the timer, and undone when somebody leaves again."""
    restatement: int = 0
    restricted_until: date | None = None
    """The last day of a restriction (`processing_limit`)."""


class RecordRow(Base, table=True):
    """Everything that was ever posted about an enrolment: never changed, never deleted. The id follows from
    who sent it (organisation, source, event id), so that the same event cannot be recorded twice; `answers`
    is sealed."""

    __tablename__ = "record"

    id: UUID = Field(primary_key=True)
    place: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False)
    )
    """Counts the order in which records reached us: those of one batch have the same `recorded_at`."""
    enrolment_id: UUID
    provider: UUID
    kind: str
    fingerprint: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    happened_at: datetime = Field(sa_column=_instant())
    recorded_at: datetime = Field(sa_column=_instant())
    recorded_by: str
    answers: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    missing: list[str] = Field(sa_column=_json())


class RecordVersionRow(Base, table=True):
    """What a record said after it was amended; the first version is the record itself. `answers` and `said`
    (the reason and who gives it) are sealed."""

    __tablename__ = "record_version"

    id: UUID = Field(primary_key=True)
    record_id: UUID
    enrolment_id: UUID
    provider: UUID
    number: int
    happened_at: datetime = Field(sa_column=_instant())
    answers: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    missing: list[str] = Field(sa_column=_json())
    is_withdrawn: bool
    said: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_at: datetime = Field(sa_column=_instant())
    recorded_by: str


class PersonCorrectionRow(Base, table=True):
    """What of a person an event put right, before and after, sealed; `record_id` is that of the event."""

    __tablename__ = "person_correction"

    record_id: UUID = Field(primary_key=True)
    participant_id: UUID
    provider: UUID
    old: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    new: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ChangeRow(Base, table=True):
    """Something that a provider's system is told of an enrolment: which rule of what is due found it, from
    which day on. The database sets `seq` and `xid`."""

    __tablename__ = "change"

    id: UUID = Field(primary_key=True)
    seq: int = Field(sa_column=Column(BigInteger, Identity(always=True), nullable=False))
    xid: int = Field(sa_column=Column(TransactionId, nullable=False))
    """The transaction that added it: a later number can commit first."""
    provider: UUID
    enrolment_id: UUID
    rule: str
    due_on: date
    recorded_at: datetime = Field(sa_column=_instant())


class MentorRow(Base, table=True):
    """A mentor who was ever allocated to somebody; `reference`, which may be a name, is sealed under a key of
    the mentor's own."""

    __tablename__ = "mentor"

    id: UUID = Field(primary_key=True)
    provider: UUID
    reference: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ExpectedReferralRow(Base, table=True):
    """Somebody whose referral was accepted; `status` is expected, registered or withdrawn."""

    __tablename__ = "expected"

    referral_id: UUID = Field(primary_key=True)
    provider: UUID
    lot: str
    since: datetime = Field(sa_column=_instant())
    status: str


class FirstAnswerRow(Base, table=True):
    """What boards were told of a lot when it was asked first, protected (`shared.first_answers`)."""

    __tablename__ = "first_answer"

    question: str = Field(primary_key=True)
    arguments: str = Field(primary_key=True)
    lot: str = Field(primary_key=True)
    answer: dict[str, Any] = Field(sa_column=_json())
    answered_at: datetime = Field(sa_column=_instant())


class ErasureRow(Base, table=True):
    """Somebody was erased: their id, which leads to nothing any more, why, and by which system."""

    __tablename__ = "erasure"

    participant_id: UUID = Field(primary_key=True)
    provider: UUID
    reason: str
    erased_by: str
    erased_at: datetime = Field(sa_column=_instant())


class LimitRow(Base, table=True):
    """A limit on the processing of a person, by which system it was placed and lifted; one of each kind
    stands at most."""

    __tablename__ = "processing_limit"

    id: UUID = Field(primary_key=True)
    participant_id: UUID
    provider: UUID
    kind: str
    reason: str
    until: date | None = None
    placed_by: str
    placed_at: datetime = Field(sa_column=_instant())
    lifted_by: str | None = None
    lifted_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))


_REFERENCE: Final = "the provider's own reference, by which it posts; an erased person has none"
HOLDS: Final = {
    "enrolment.consents": "words of closed lists, and days",
    "record_version.answers": SEALED,
    "record_version.said": SEALED,
    "record_version.recorded_by": SYSTEM,
    "person_correction.old": SEALED,
    "person_correction.new": SEALED,
    **vocabulary("record_version", "missing"),
    "first_answer.arguments": "a programme and a day",
    "first_answer.answer": "protected counts of a lot",
    **vocabulary("first_answer", "question lot"),
    **vocabulary("change", "rule"),
    "participant.identity": SEALED,
    "record.answers": SEALED,
    "mentor.reference": SEALED,
    "participant.reference": _REFERENCE,
    "enrolment.reference": _REFERENCE,
    "participant.ni_index": DIGEST,
    "record.fingerprint": DIGEST,
    "record.recorded_by": SYSTEM,
    "erasure.erased_by": SYSTEM,
    **vocabulary("erasure", "reason"),
    "processing_limit.placed_by": SYSTEM,
    "processing_limit.lifted_by": SYSTEM,
    **vocabulary("processing_limit", "kind reason"),
    **vocabulary(
        "enrolment",
        "programme lot local_authority esf_area strand eligible eligibility_reasons status "
        "characteristics missing intensity exit_kind exit_reason follow_up",
    ),
    **vocabulary("record", "kind missing"),
    **vocabulary("expected", "lot status"),
}
"""What every column of text, JSON or bytes holds: sealed, words of a closed list, or why it may stand in the
clear. A test compares it with the database."""
