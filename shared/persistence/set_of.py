"""Bulk statements from hand-written column lists: replaced by , table by table."""

from collections.abc import Sequence
from typing import Any

import asyncpg


class SetOf:
    """The rows of one table, written together however many they are.

        ENROLMENTS = SetOf("enrolment", key="id", columns={"id": "uuid", "lot": "text", …})
        await ENROLMENTS.add(connection, [(id, lot, …), …])

    Columns named in `alike` have the same value in all rows of a call and are given once, after the rows.
    Columns of type jsonb take JSON text. Rows of one call must not repeat a key."""

    def __init__(
        self, table: str, *, key: str, columns: dict[str, str], alike: dict[str, str] | None = None
    ) -> None:
        alike = alike or {}
        rows = ", ".join(f'"{name}"' for name in columns)
        names = ", ".join(f'"{name}"' for name in (*columns, *alike))
        arrays = ", ".join(
            f"${n}::{'text' if kind == 'jsonb' else kind}[]"
            for n, kind in enumerate(columns.values(), start=1)
        )
        told = {
            name: f'rows."{name}"::jsonb' if kind == "jsonb" else f'rows."{name}"'
            for name, kind in columns.items()
        }
        for n, (name, kind) in enumerate(alike.items(), start=len(columns) + 1):
            told[name] = f"${n}::{kind}"
        changed = ", ".join(f'"{name}" = {value}' for name, value in told.items() if name != key)
        given = f"FROM unnest({arrays}) AS rows ({rows})"
        self._add = f"INSERT INTO {table} ({names}) SELECT {', '.join(told.values())} {given}"
        self._change = f'UPDATE {table} SET {changed} {given} WHERE {table}."{key}" = rows."{key}"'  # noqa: S608

    async def add(self, connection: asyncpg.Connection, rows: Sequence[Sequence[Any]], *alike: Any) -> None:
        """Insert rows that are all new."""
        await self._write(connection, self._add, rows, alike)

    async def change(
        self, connection: asyncpg.Connection, rows: Sequence[Sequence[Any]], *alike: Any
    ) -> None:
        """Change rows that are all there."""
        await self._write(connection, self._change, rows, alike)

    async def _write(
        self,
        connection: asyncpg.Connection,
        statement: str,
        rows: Sequence[Sequence[Any]],
        alike: tuple[Any, ...],
    ) -> None:
        if rows:
            await connection.execute(statement, *map(list, zip(*rows, strict=True)), *alike)
