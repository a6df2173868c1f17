"""Counts the rows of a list, however many pages they fill."""

from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

FIRST_OF_ALL: Final = UUID(int=0)
"""The id before that of any row."""


async def count_rows(session: AsyncSession, query: Select[Any]) -> int:
    """Count what a query would answer."""
    return await session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


async def count_answers(connection: asyncpg.Connection, statement: str, *values: Any) -> int:
    """Count what a statement would answer: of a page, with a limit of None."""
    counted: int = await connection.fetchval(f"SELECT count(*) FROM ({statement}) AS answer", *values)  # noqa: S608  (our own statement)
    return counted
