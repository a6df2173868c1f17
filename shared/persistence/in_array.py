"""How many ids are asked about in one statement: as an array in one parameter, so that the statement is the
same however many they are, and is prepared once."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, literal
from sqlalchemy.orm import Mapped


def among(column: Mapped[Any], ids: Collection[UUID]) -> ColumnElement[bool]:
    """A condition that a column is one of the ids."""
    return column == any_(literal(list(ids), ARRAY(Uuid)))
