"""Column factories of the SQLModel tables, for types that the annotation of a field does not give."""

from typing import Any

from sqlalchemy import Column, DateTime, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB


def timestamp(*, nullable: bool = False) -> Any:
    """Make a column of instants with a time zone."""
    return Column(DateTime(timezone=True), nullable=nullable)


def json_document(*, nullable: bool = False) -> Any:
    """Make a JSONB column."""
    return Column(JSONB, nullable=nullable)


def text_array() -> Any:
    """Make a column of arrays of text."""
    return Column(ARRAY(Text), nullable=False)


def ciphertext(*, nullable: bool = False) -> Any:
    """Make a column of bytes that only the application can read (`shared.field_encryption`)."""
    return Column(LargeBinary, nullable=nullable)
