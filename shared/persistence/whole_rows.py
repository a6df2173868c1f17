"""Reads whole rows of a table, every column that it has: what is to be complete names no columns."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import asyncpg


async def whole_rows(
    connection: asyncpg.Connection,
    table: str,
    column: str,
    ids: Collection[UUID],
    *,
    without: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Read the rows whose `column` is one of `ids`, in the order of their keys, as JSON has them; `without`
    are columns that only the application can read."""
    statement = (
        f"SELECT to_jsonb(kept) - $2::text[] AS whole FROM public.{table} AS kept"  # noqa: S608  (names of ours)
        f" WHERE {column} = ANY($1::uuid[]) ORDER BY kept"
    )
    return [row["whole"] for row in await connection.fetch(statement, list(ids), list(without))]
