"""SQLModel tables of the event path: the outbox and inbox of every service, and the log of the bus.

Their registries are their own, apart from those of the services' tables, so that a name may be used twice."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Identity, LargeBinary
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.persistence.columns import DIGEST, FACT, SEALED, vocabulary


class ServiceTable(SQLModel, registry=registry()):
    """A table of the event path in every service's database."""


class BusTable(SQLModel, registry=registry()):
    """A table of the Postgres log, in the database of the bus."""


def _bytes() -> Any:
    return Field(sa_column=Column(LargeBinary, nullable=False))


def _number(*, key: bool = False) -> Any:
    return Field(sa_column=Column(BigInteger, primary_key=key, nullable=False))


def _set_by_the_database() -> Any:
    """An instant that is the transaction's own when none is given."""
    return Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class AnnouncedVersionRow(ServiceTable, table=True):
    """How many facts of a key were announced: the `aggversion` of the last one."""

    __tablename__ = "announced"

    topic: str = Field(primary_key=True)
    key: UUID = Field(primary_key=True)
    version: int


class OutboxRow(ServiceTable, table=True):
    """A fact that is announced and not yet on the bus; `seq` is its place in the order of announcement."""

    __tablename__ = "outbox"

    seq: int = Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    event_id: UUID
    topic: str
    key: UUID
    partition: int
    aggversion: int
    type: str
    headers: bytes = _bytes()
    data: bytes = _bytes()


class OutboxDeadLetterRow(ServiceTable, table=True):
    """A fact that the bus refused (`reason` is "refused"), or that waits behind one of its key ("held")."""

    __tablename__ = "unsent"

    seq: int = _number(key=True)
    event_id: UUID
    topic: str
    key: UUID
    partition: int
    aggversion: int
    type: str
    headers: bytes = _bytes()
    data: bytes = _bytes()
    reason: str
    error: str
    attempts: int
    set_aside_at: datetime = _set_by_the_database()


class InboxRow(ServiceTable, table=True):
    """The last version of a key that was received; every earlier one was received as well."""

    __tablename__ = "inbox"

    topic: str = Field(primary_key=True)
    key: UUID = Field(primary_key=True)
    version: int


class ConsumerOffsetRow(ServiceTable, table=True):
    """Where reading a partition goes on."""

    __tablename__ = "consumer_offset"

    topic: str = Field(primary_key=True)
    partition: int = Field(primary_key=True)
    next_offset: int = _number()


class DeadLetterRow(ServiceTable, table=True):
    """A received fact that could not be applied (`reason` is "poison"), or that came too early ("parked")."""

    __tablename__ = "dead_letter"

    event_id: UUID = Field(primary_key=True)
    topic: str
    partition: int
    offset: int = _number()
    key: UUID
    aggversion: int
    type: str
    headers: bytes = _bytes()
    data: bytes = _bytes()
    reason: str
    error: str
    attempts: int
    set_aside_at: datetime = _set_by_the_database()


class IdempotencyRow(ServiceTable, table=True):
    """The answer that was given to an organisation under an Idempotency-Key; `body` is sealed under the key
    of `person`, who is null only while the first answer is being made."""

    __tablename__ = "idempotency"

    organisation: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True)
    fingerprint: bytes = _bytes()
    status: int
    etag: str | None = None
    body: bytes = _bytes()
    person: UUID | None = None
    answered_at: datetime = _set_by_the_database()


class LogHeadRow(BusTable, table=True):
    """The offset that the next event of a partition gets."""

    __tablename__ = "log_head"

    topic: str = Field(primary_key=True)
    partition: int = Field(primary_key=True)
    next_offset: int = _number()


class LogRow(BusTable, table=True):
    """An event on the bus."""

    __tablename__ = "log"

    topic: str = Field(primary_key=True)
    partition: int = Field(primary_key=True)
    offset: int = _number(key=True)
    event_id: UUID
    key: UUID
    aggversion: int
    type: str
    headers: bytes = _bytes()
    data: bytes = _bytes()
    published_at: datetime = _set_by_the_database()


_ERROR: Final = "the kind of error, and not its text, which could quote"
HOLDS: Final = {
    "idempotency.body": SEALED,
    "outbox.headers": FACT,
    "outbox.data": FACT,
    "unsent.headers": FACT,
    "unsent.data": FACT,
    "dead_letter.headers": FACT,
    "dead_letter.data": FACT,
    "log.headers": FACT,
    "log.data": FACT,
    "unsent.error": _ERROR,
    "dead_letter.error": _ERROR,
    "idempotency.key": "the caller's own, made for one request",
    "idempotency.fingerprint": DIGEST,
    "idempotency.etag": "the number of a version",
    **vocabulary("announced", "topic"),
    **vocabulary("outbox", "topic type"),
    **vocabulary("unsent", "topic type reason"),
    **vocabulary("inbox", "topic"),
    **vocabulary("consumer_offset", "topic"),
    **vocabulary("dead_letter", "topic type reason"),
    **vocabulary("log_head", "topic"),
    **vocabulary("log", "topic type"),
}
"""What every column of text, JSON or bytes holds: sealed, words of a closed list, or why it may stand in the
clear. A test compares it with the database."""
