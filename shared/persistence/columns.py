"""Column factories of the SQLModel tables, for types that the annotation of a field does not give."""

from typing import Any, Final

from sqlalchemy import Column, DateTime, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB


def timestamp(*, nullable: bool = False) -> Any:
    """Make a column of instants with a time zone."""
    return Column(DateTime(timezone=True), nullable=nullable)


def json_document(*, nullable: bool = False) -> Any:
    """Make a JSONB column."""
    return Column(JSONB, nullable=nullable)


def text_array(*, nullable: bool = False) -> Any:
    """Make a column of arrays of text."""
    return Column(ARRAY(Text), nullable=nullable)


def ciphertext(*, nullable: bool = False) -> Any:
    """Make a column of bytes that only the application can read (`shared.field_encryption`)."""
    return Column(LargeBinary, nullable=nullable)


SEALED: Final = "sealed"
VOCABULARY: Final = "words of a closed list"
DIGEST: Final = "a digest under a key, which nobody can guess"
FACT: Final = "a fact, in which no person is named"
SYSTEM: Final = "the system that acted, as its token names it"
ORGANISATION: Final = "about an organisation, and no person"
"""What a column of text, JSON or bytes may hold, as every `tables.py` says of each of its own (`HOLDS`)."""


def vocabulary(table: str, columns: str) -> dict[str, str]:
    """Say of columns of a table, named one after another, that they hold words of closed lists."""
    return {f"{table}.{column}": VOCABULARY for column in columns.split()}
