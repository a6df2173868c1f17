"""SQLModel tables of the keys, in every service's database."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from shared.persistence.columns import ciphertext, timestamp


class KeyTable(SQLModel, registry=registry()):
    """A table of keys in every service's database."""


class MasterKeyRow(KeyTable, table=True):
    """A version of the master key that may be in use; the highest one wraps new data keys. The key itself is
    not here."""

    __tablename__ = "master_key"

    version: int = Field(primary_key=True)


class PersonKeyRow(KeyTable, table=True):
    """The data key of a person, or of the people at an employer, wrapped by a version of the master key.

    `wrapped` is null once the key was destroyed: then nothing that was sealed under it opens again, and no
    other key takes its place."""

    __tablename__ = "person_key"

    person: UUID = Field(primary_key=True)
    master_version: int
    wrapped: bytes | None = Field(default=None, sa_column=ciphertext(nullable=True))
    destroyed_at: datetime | None = Field(default=None, sa_column=timestamp(nullable=True))


HOLDS: Final = {
    "person_key.wrapped": "a key that only the master key unwraps, which is not here",
}
"""What every column of text, JSON or bytes holds: sealed, words of a closed list, or why it may stand in the
clear. A test compares it with the database."""
