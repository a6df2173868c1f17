"""What a read model says, in one number per table, whatever order it was built in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import asyncpg

NO_READ_MODELS: Final = frozenset(
    {
        "announced",
        "outbox",
        "inbox",
        "consumer_offset",
        "dead_letter",
        "unsent",
        "idempotency",
        "alembic_version",
        "master_key",
        "reading",
        "reading_segment",
        "first_answer",
    }
)
"""The tables of the way of the facts itself, of who read and what was answered: no read models."""

CHANGE_TABLES: Final = frozenset({"enrolment_change", "soft_outcome_change"})
"""The tables of what was known then: by which steps a row came depends on what was taken in together."""

_COLUMNS = """
SELECT c.relname AS table, a.attname AS column, a.attidentity <> '' AS numbered,
       a.atttypid = 'timestamptz'::regtype AS stamped, f.confrelid::regclass::text AS refers_to
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
ORDER BY c.relname, a.attname
"""


@dataclass(frozen=True, slots=True)
class Checksum:
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    numbered: bool
    stamped: bool
    refers_to: str | None


async def checksums(
    connection: asyncpg.Connection,
    ignoring: Mapping[str, frozenset[str]],
    *,
    unlinked: Mapping[str, str] = {},
) -> dict[str, Checksum]:
    """Per table, how many rows there are and a digest of them all.

    Two builds of one read model differ in what each makes up for itself, and that is left out: numbers the
    database gave, instants at which something was written (whether there is one is compared), and the columns
    that `ignoring` names, by table. Rows that others refer to by such a number are compared where they are
    referred to: which of them were ever needed depends on what was taken in together. `unlinked`
    names, by table, the column that holds an id made at random where no row of `record` has it: that of
    somebody who was erased."""
    tables: dict[str, list[_Column]] = {}
    for table, *column in await connection.fetch(_COLUMNS):
        if table not in NO_READ_MODELS | CHANGE_TABLES:
            tables.setdefault(table, []).append(_Column(*column))
    found = {}
    referred_to = {column.refers_to for columns in tables.values() for column in columns}
    for table, columns in tables.items():
        if table in referred_to:
            continue
        said = ", ".join(
            _said(each, tables, unlinked=each.name == unlinked.get(table))
            for each in columns
            if _told(each, ignoring.get(table, ()))
        )
        [(count, digest)] = await connection.fetch(
            f"SELECT count(*), coalesce(sum(hashtextextended(told::text, 0)::numeric), 0)::text"  # noqa: S608 - the same
            f' FROM (SELECT {said} FROM "{table}" AS t) AS told'
        )
        found[table] = Checksum(count, digest)
    return found


def _told(column: _Column, ignored: frozenset[str] | tuple[()]) -> bool:
    return not column.numbered and column.name not in ignored


def _said(column: _Column, tables: Mapping[str, list[_Column]], *, unlinked: bool) -> str:
    if unlinked:
        return f'(SELECT r.id FROM record AS r WHERE r.id = t."{column.name}") AS "{column.name}"'  # noqa: S608
    if column.stamped:
        return f't."{column.name}" IS NOT NULL AS "{column.name}"'
    if column.refers_to is None:
        return f't."{column.name}"'
    whole = ", ".join(f'r."{each.name}"' for each in tables[column.refers_to] if not each.numbered)
    row = f'FROM "{column.refers_to}" AS r WHERE r.id = t."{column.name}"'
    return f'(SELECT ROW({whole})::text {row}) AS "{column.name}"'
