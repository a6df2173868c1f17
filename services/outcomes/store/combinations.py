"""Keeps the combinations of words that enrolments share, and answers with their keys."""

from collections.abc import Collection, Mapping
from functools import lru_cache

import asyncpg

from services.outcomes.tables import Combination
from shared.persistence.bulk import arrays, unnested

Words = tuple[str, ...]
"""The words of a combination, in the order of its columns."""


@lru_cache
def words_of(table: type[Combination]) -> tuple[str, ...]:
    """The columns that make a combination."""
    return tuple(name for name in table.model_fields if name != "id")


async def keys(
    connection: asyncpg.Connection, table: type[Combination], wanted: Collection[Words]
) -> Mapping[Words, int]:
    """The key of each combination; one that is not there yet is added."""
    found = await _find(connection, table, wanted)
    # in order, so that two transactions that add the same ones wait for each other and never both
    new = sorted(set(wanted) - found.keys())
    if new:
        await connection.execute(_insert(table), *arrays(table, words_of(table), _rows(table, new)))
        found |= await _find(connection, table, new)
    return found


async def _find(
    connection: asyncpg.Connection, table: type[Combination], wanted: Collection[Words]
) -> dict[Words, int]:
    names = words_of(table)
    rows = await connection.fetch(_select(table), *arrays(table, names, _rows(table, wanted)))
    return {tuple(words): id for id, *words in rows}


def _rows(table: type[Combination], wanted: Collection[Words]) -> list[dict[str, str]]:
    names = words_of(table)
    return [dict(zip(names, words, strict=True)) for words in wanted]


@lru_cache
def _select(table: type[Combination]) -> str:
    names = words_of(table)
    columns = ", ".join(names)
    given = unnested(table, names)
    return f"SELECT id, {columns} FROM {table.__tablename__} JOIN {given} USING ({columns})"  # noqa: S608


@lru_cache
def _insert(table: type[Combination]) -> str:
    """A key is taken only by one that is really added."""
    names = words_of(table)
    columns = ", ".join(names)
    return f"""
        INSERT INTO {table.__tablename__} ({columns}) SELECT {columns} FROM {unnested(table, names)}
        ON CONFLICT DO NOTHING
    """  # noqa: S608
