"""The base of this service's rows, and the columns that they are made of."""

from typing import Any

from sqlalchemy import Column, DateTime, Enum, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from services.outcomes.domain.change_cause import Cause


class Base(SQLModel, registry=registry()):
    """Rows of this service have a registry of their own: two services' tables never collide."""


def timestamp(*, nullable: bool = False, primary_key: bool = False) -> Any:
    """Hold an instant."""
    return Column(DateTime(timezone=True), nullable=nullable, primary_key=primary_key)


def small(*, nullable: bool = False, primary_key: bool = False) -> Any:
    """Hold a small whole number."""
    return Column(SmallInteger, nullable=nullable, primary_key=primary_key)


def exit_kind() -> Any:
    """Hold whether somebody left as planned."""
    return Column(Enum("planned", "unplanned", name="exit_kind"))


def cause() -> Any:
    """Hold why a row was changed."""
    return Column(Enum(*Cause, name="change_cause"), nullable=False)


def json() -> Any:
    """Hold JSON."""
    return Column(JSONB, nullable=False)
