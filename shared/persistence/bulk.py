"""Bulk statements: many rows or ids in one statement, with one array per column, generated from the table's
own description and prepared once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import ARRAY, Column, ColumnElement, Enum, Table, Uuid, any_, literal
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped
from sqlmodel import SQLModel

Row = Mapping[str, Any]
"""The values of one row, by column name. JSONB columns take Python objects, and so do arrays of text."""

_DIALECT: Final = postgresql.dialect()  # type: ignore[no-untyped-call]


def in_array(column: Mapped[Any], ids: Collection[UUID]) -> ColumnElement[bool]:
    """A condition that a column is one of `ids`: one array in one parameter, so that the statement is the
    same however many they are."""
    return column == any_(literal(list(ids), ARRAY(Uuid)))


async def insert_many(
    connection: asyncpg.Connection, table: type[SQLModel], rows: Sequence[Row], **constants: Any
) -> None:
    """Insert rows that are all new. `constants` are columns with the same value in every row."""
    await _write(connection, _insert, table, rows, constants)


async def update_many(
    connection: asyncpg.Connection, table: type[SQLModel], rows: Sequence[Row], **constants: Any
) -> None:
    """Set the named columns of rows that are all there, found by primary key; other columns stay. Rows must
    not repeat a key."""
    await _write(connection, _update, table, rows, constants)


async def upsert_many(
    connection: asyncpg.Connection, table: type[SQLModel], rows: Sequence[Row], **constants: Any
) -> None:
    """Insert rows, or set the named columns of those that are there. Rows must not repeat a key."""
    await _write(connection, _upsert, table, rows, constants)


async def delete_many(connection: asyncpg.Connection, table: type[SQLModel], keys: Sequence[Row]) -> None:
    """Delete rows by primary key, those of them that are there."""
    await _write(connection, _delete, table, keys, {})


def arrays(table: type[SQLModel], names: tuple[str, ...], rows: Collection[Row]) -> list[list[Any]]:
    """The parameters of a statement over `unnested`: an array for each of the columns."""
    return [
        [row[name] for row in rows] if encode is None else [encode(row[name]) for row in rows]
        for name, encode in zip(names, _encoders(table, names), strict=True)
    ]


def unnested(table: type[SQLModel], names: tuple[str, ...]) -> str:
    """Rows as a source named `given`, with these columns of a table, out of the first parameters: for a
    statement that computes. Columns of JSON or arrays are JSON text in it."""
    columns = _columns(table)
    parameters = ", ".join(
        f"${n}::{_parameter_type(columns[name])}[]" for n, name in enumerate(names, start=1)
    )
    return f"unnest({parameters}) AS given ({', '.join(_quoted(names))})"


async def _write(
    connection: asyncpg.Connection,
    statement: Callable[[type[SQLModel], tuple[str, ...], tuple[str, ...]], str],
    table: type[SQLModel],
    rows: Sequence[Row],
    constants: Mapping[str, Any],
) -> None:
    if not rows:
        return
    names = tuple(rows[0])
    await connection.execute(
        statement(table, names, tuple(constants)),
        *arrays(table, names, rows),
        *(
            value if encode is None else encode(value)
            for value, encode in zip(constants.values(), _encoders(table, tuple(constants)), strict=True)
        ),
    )


@lru_cache(maxsize=256)
def _insert(table: type[SQLModel], names: tuple[str, ...], constants: tuple[str, ...]) -> str:
    values, given = _values(table, names, constants)
    columns = ", ".join(f'"{name}"' for name in values)
    return f"INSERT INTO {_name(table)} ({columns}) SELECT {', '.join(values.values())} {given}"


@lru_cache(maxsize=256)
def _update(table: type[SQLModel], names: tuple[str, ...], constants: tuple[str, ...]) -> str:
    values, given = _values(table, names, constants)
    keys = _keys(table)
    changed = ", ".join(f'"{name}" = {value}' for name, value in values.items() if name not in keys)
    found = " AND ".join(f'{_name(table)}."{key}" = given."{key}"' for key in keys)
    return f"UPDATE {_name(table)} SET {changed} {given} WHERE {found}"  # noqa: S608  (names of columns)


@lru_cache(maxsize=256)
def _upsert(table: type[SQLModel], names: tuple[str, ...], constants: tuple[str, ...]) -> str:
    keys = _keys(table)
    conflict = ", ".join(f'"{key}"' for key in keys)
    changed = [f'"{name}" = excluded."{name}"' for name in (*names, *constants) if name not in keys]
    action = f"UPDATE SET {', '.join(changed)}" if changed else "NOTHING"
    return f"{_insert(table, names, constants)} ON CONFLICT ({conflict}) DO {action}"


@lru_cache(maxsize=256)
def _delete(table: type[SQLModel], names: tuple[str, ...], _: tuple[str, ...]) -> str:
    found = " AND ".join(f"{_name(table)}.{name} = given.{name}" for name in _quoted(names))
    return f"DELETE FROM {_name(table)} USING {unnested(table, names)} WHERE {found}"  # noqa: S608  (names of columns)


def _values(
    table: type[SQLModel], names: tuple[str, ...], constants: tuple[str, ...]
) -> tuple[dict[str, str], str]:
    """The expression of each column, and the rows they are taken from."""
    columns = _columns(table)
    values = {name: _expression(columns[name], f'given."{name}"') for name in names}
    for n, name in enumerate(constants, start=len(names) + 1):
        values[name] = _expression(columns[name], f"${n}::{_parameter_type(columns[name])}")
    return values, f"FROM {unnested(table, names)}"


def _quoted(names: tuple[str, ...]) -> list[str]:
    return [f'"{name}"' for name in names]


def _expression(column: Column[Any], parameter: str) -> str:
    """A column's value out of its parameter: arrays cannot lie in an array, so they travel as JSON."""
    if isinstance(column.type, JSONB):
        return f"{parameter}::jsonb"
    if isinstance(column.type, ARRAY):
        return f"ARRAY(SELECT jsonb_array_elements_text({parameter}::jsonb))"
    if isinstance(column.type, Enum):
        return f"{parameter}::{column.type.name}"
    return parameter


def _parameter_type(column: Column[Any]) -> str:
    if isinstance(column.type, JSONB | ARRAY | Enum):
        return "text"
    return column.type.compile(dialect=_DIALECT)


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


@lru_cache(maxsize=256)
def _encoders(
    table: type[SQLModel], names: tuple[str, ...]
) -> tuple[Callable[[Any], str | None] | None, ...]:
    columns = _columns(table)
    return tuple(_json if isinstance(columns[name].type, JSONB | ARRAY) else None for name in names)


def _table(table: type[SQLModel]) -> Table:
    described: Table = table.__table__  # type: ignore[attr-defined]
    return described


def _name(table: type[SQLModel]) -> str:
    return f'"{_table(table).name}"'


def _columns(table: type[SQLModel]) -> Mapping[str, Column[Any]]:
    return _table(table).columns  # type: ignore[return-value]


def _keys(table: type[SQLModel]) -> tuple[str, ...]:
    return tuple(column.name for column in _table(table).primary_key)
