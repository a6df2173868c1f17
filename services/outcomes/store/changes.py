"""Writes rows that figures are counted from, and for each that changes an insert-only change row with both
sides, in one statement a table.

A version of a row was known from its `known_from` until the `known_at` of the change that replaced it. The
old side is what the statement finds, not what was loaded: who writes has locked the enrolment's record."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import Enum
from sqlmodel import SQLModel

from services.outcomes.domain.change_cause import Cause
from services.outcomes.tables import EnrolmentChangeRow, EnrolmentRow, SoftOutcomeChangeRow, SoftOutcomeRow
from shared.persistence.bulk import Row, arrays, unnested

_CHANGES: Final[dict[type[SQLModel], type[SQLModel]]] = {
    EnrolmentRow: EnrolmentChangeRow,
    SoftOutcomeRow: SoftOutcomeChangeRow,
}

Causes = Sequence[Cause]
"""Why each of the rows has changed, in their order."""


async def upsert(
    connection: asyncpg.Connection,
    table: type[SQLModel],
    rows: Sequence[Row],
    causes: Causes,
    *,
    at: datetime,
) -> None:
    """Insert rows or replace those that are there, from the instant `at` on. Rows have every column but
    `known_from`, the key first; one that is there already as it is given leaves no trace."""
    if rows:
        names = tuple(rows[0])
        await connection.execute(_upsert(table, names), *arrays(table, names, rows), list(causes), at)


async def delete(
    connection: asyncpg.Connection,
    table: type[SQLModel],
    enrolments: Sequence[UUID],
    causes: Causes,
    *,
    at: datetime,
) -> None:
    """Delete the rows of these enrolments, those of them that are there, from the instant `at` on."""
    if enrolments:
        await connection.execute(_delete(table), enrolments, list(causes), at)


@lru_cache
def counted(table: type[SQLModel]) -> tuple[str, ...]:
    """The columns of a row that its change row has both sides of."""
    sides = _CHANGES[table].model_fields
    return tuple(name for name in table.model_fields if f"old_{name}" in sides)


def change_table(table: type[SQLModel]) -> str:
    """The name of the table of change rows."""
    return str(_CHANGES[table].__tablename__)


@lru_cache
def _upsert(table: type[SQLModel], names: tuple[str, ...]) -> str:
    key, *others = names
    name, because, at = table.__tablename__, len(names) + 1, len(names) + 2
    replaced = ", ".join(f"{each} = excluded.{each}" for each in others)
    there, given = (", ".join(f"{of}.{each}" for each in others) for of in (name, "excluded"))
    return f"""
        WITH kept AS (
            INSERT INTO {name} ({", ".join(names)}, known_from)
            SELECT {", ".join(_values(table, names))}, ${at}::timestamptz
            FROM {unnested(table, names)} ORDER BY rows.{key}
            ON CONFLICT ({key}) DO UPDATE SET {replaced}, known_from = excluded.known_from
            WHERE ({there}) IS DISTINCT FROM ({given})
            RETURNING new.{key} AS enrolment_id, coalesce(old.provider, new.provider) AS provider,
                      new.known_from AS known_at, old.known_from AS known_from,
                      {_side(table, "old")}, {_side(table, "new")}
        )
        INSERT INTO {change_table(table)} ({_columns(table, "old", "new")})
        SELECT enrolment_id, provider, because.cause::change_cause, known_at, known_from,
               {", ".join(_sides(table, "old", "new"))}
        FROM kept JOIN unnest($1::uuid[], ${because}::text[]) AS because (enrolment_id, cause)
                       USING (enrolment_id)
    """  # noqa: S608  (names of columns)


@lru_cache
def _delete(table: type[SQLModel]) -> str:
    [key] = (column.name for column in _columns_of(table) if column.primary_key)
    return f"""
        WITH gone AS (DELETE FROM {table.__tablename__} WHERE {key} = ANY($1) RETURNING *)
        INSERT INTO {change_table(table)} ({_columns(table, "old")})
        SELECT {key}, gone.provider, because.cause::change_cause,
               $3::timestamptz, gone.known_from, {", ".join(f"gone.{each}" for each in counted(table))}
        FROM gone JOIN unnest($1::uuid[], $2::text[]) AS because ({key}, cause) USING ({key})
    """  # noqa: S608


def _values(table: type[SQLModel], names: tuple[str, ...]) -> list[str]:
    """Words travel as text, and become the database's own type."""
    types = {column.name: column.type for column in _columns_of(table)}
    own = {name: f"::{kind.name}" for name, kind in types.items() if isinstance(kind, Enum)}
    return [f"rows.{name}{own.get(name, '')}" for name in names]


def _side(table: type[SQLModel], of: str) -> str:
    return ", ".join(f"{of}.{each} AS {of}_{each}" for each in counted(table))


def _sides(table: type[SQLModel], *sides: str) -> list[str]:
    return [f"{side}_{each}" for side in sides for each in counted(table)]


def _columns(table: type[SQLModel], *sides: str) -> str:
    common = ("enrolment_id", "provider", "cause", "known_at", "known_from")
    return ", ".join((*common, *_sides(table, *sides)))


def _columns_of(table: type[SQLModel]) -> Any:
    return table.__table__.columns  # type: ignore[attr-defined]
