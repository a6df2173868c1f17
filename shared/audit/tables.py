"""SQLModel tables of the audit: readings and segments in each service's database, anchors in one of their
own."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Column, DateTime, Identity, LargeBinary, Text, Uuid
from sqlalchemy.orm import registry
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field, SQLModel

from shared.persistence.columns import SYSTEM, vocabulary


class AuditTable(SQLModel, registry=registry()):
    """A table of the audit in every service's database."""


class AnchorTable(SQLModel, registry=registry()):
    """A table in the database of anchors."""


class TransactionId(UserDefinedType[int]):
    """PostgreSQL's transaction id of 64 bits."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


def _instant() -> Any:
    return Column(DateTime(timezone=True), nullable=False)


def _transaction() -> Any:
    return Column(TransactionId, nullable=False)


def _digest() -> Any:
    return Column(LargeBinary, nullable=False)


class ReadingRow(AuditTable, table=True):
    """That somebody was shown rows about one person. The database sets `seq`, `xid` and `read_at`; the
    application's role may only insert."""

    __tablename__ = "reading"

    seq: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    xid: int = Field(sa_column=_transaction())
    read_at: datetime = Field(sa_column=_instant())
    organisation: UUID
    role: str
    client: str
    """The system that asked."""
    user_id: str | None = None
    """Who asked by it, where people sign in: the `person` of the token."""
    permission: str
    purpose: str
    """The one that the permission checked; empty where it asks for none."""
    route: str
    """A route, or a field of the graph."""
    correlation_id: str | None = None
    provider: UUID
    """Whose the person is: the provider that supports them, or is asked to."""
    participant: UUID | None = None
    referral: UUID | None = None
    fields: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    """The classes of what was shown (`shared.contracts.reading`)."""
    things: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    """The ids of the rows that were shown: records, claims, placements."""
    outcome: str


class SegmentRow(AuditTable, table=True):
    """A stretch of readings that is sealed: those of the transactions from `from_xid` to before `to_xid`."""

    __tablename__ = "reading_segment"

    number: int = Field(sa_column=Column(BigInteger, primary_key=True))
    from_xid: int = Field(sa_column=_transaction())
    to_xid: int = Field(sa_column=_transaction())
    last_seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    """The highest `seq` up to here: a later row of a sealed transaction is an alarm."""
    readings: int
    digest: bytes = Field(sa_column=_digest())
    """SHA-256 over the digest of the segment before and those of its rows."""
    sealed_at: datetime = Field(sa_column=_instant())


class AnchorRow(AnchorTable, table=True):
    """How far a service's chain was at an instant, signed with a key that no database holds."""

    __tablename__ = "anchor"

    service: str = Field(primary_key=True)
    segment: int = Field(sa_column=Column(BigInteger, primary_key=True))
    digest: bytes = Field(sa_column=_digest())
    readings: int = Field(sa_column=Column(BigInteger, nullable=False))
    """Of all segments up to this one."""
    anchored_at: datetime = Field(sa_column=_instant())
    signature: bytes = Field(sa_column=_digest())


HOLDS: Final = {
    "reading.client": SYSTEM,
    "reading.user_id": "an opaque id of who has signed in",
    "reading.correlation_id": "made for one request",
    "reading_segment.digest": "a digest over the audit, which names nobody",
    "anchor.digest": "a digest over the audit, which names nobody",
    "anchor.signature": "of that digest",
    **vocabulary("reading", "role permission purpose route fields outcome"),
    "reading.things": "ids of rows",
    **vocabulary("anchor", "service"),
}
"""What every column of text, JSON or bytes holds: sealed, words of a closed list, or why it may stand in the
clear. A test compares it with the database."""
