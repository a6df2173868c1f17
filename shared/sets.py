"""Writing many rows in one statement: a set goes to PostgreSQL as one array per column."""

from collections.abc import Sequence
from typing import Any

import asyncpg


class SetOf:
    """The rows of one table, written together however many they are.

        ENROLMENTS = SetOf("enrolment", key="id", columns={"id": "uuid", "lot": "text", …})
        await ENROLMENTS.put(connection, [(id, lot, …), …])

    Columns of type jsonb take JSON text. Rows of one call must not repeat a key."""

    def __init__(self, table: str, *, key: str, columns: dict[str, str]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        arrays = ", ".join(
            f"${n}::{'text' if kind == 'jsonb' else kind}[]"
            for n, kind in enumerate(columns.values(), start=1)
        )
        picked = ", ".join(
            f'"{name}"::jsonb' if kind == "jsonb" else f'"{name}"' for name, kind in columns.items()
        )
        changed = ", ".join(
            f'"{name}" = excluded."{name}"' for name in columns if name not in key.split(", ")
        )
        self._width = len(columns)
        self._insert = (
            f"INSERT INTO {table} ({names}) SELECT {picked} FROM unnest({arrays}) AS rows ({names})"  # noqa: S608
        )
        self._put = f"{self._insert} ON CONFLICT ({key}) DO UPDATE SET {changed}"

    async def add(self, connection: asyncpg.Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows that are all new."""
        await self._write(connection, self._insert, rows)

    async def put(self, connection: asyncpg.Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows, or replace those whose key is there."""
        await self._write(connection, self._put, rows)

    async def _write(
        self, connection: asyncpg.Connection, statement: str, rows: Sequence[Sequence[Any]]
    ) -> None:
        if rows:
            await connection.execute(statement, *map(list, zip(*rows, strict=True)))
