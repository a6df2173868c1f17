"""Counts open files by mentor, for many lots, operations or providers in one statement; row-level security
decides who sees which rows."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.participants.domain.caseload import GroupBy, Share
from shared.unit_of_work import UnitOfWork

_KEYS: Final = {
    GroupBy.LOT: "lot",
    GroupBy.OPERATION: "esf_area || '|' || strand",
    GroupBy.PROVIDER: "provider::text",
}
"""The expression that files are counted by; `operation_key` writes the key of an operation."""


def _statement(key: str) -> str:
    return f"""
SELECT {key} AS key, provider, mentor, count(*) FILTER (WHERE status = 'open') AS open,
       count(*) FILTER (WHERE status = 'suspended') AS suspended,
       count(*) FILTER (WHERE status = 'open' AND intensity = 'red') AS red
FROM enrolment WHERE status <> 'closed' AND ($2::text IS NULL OR programme = $2) AND {key} = ANY($1::text[])
GROUP BY 1, 2, 3
"""  # noqa: S608  (names of columns)


_STATEMENTS: Final[Mapping[GroupBy, str]] = {by: _statement(key) for by, key in _KEYS.items()}


async def shares(
    work: UnitOfWork, by: GroupBy, keys: Sequence[str], *, programme: str | None
) -> dict[str, list[Share]]:
    """Count the files under each key, by mentor, of one programme or of all."""
    found: dict[str, list[Share]] = {key: [] for key in keys}
    for row in await (await work.connection()).fetch(_STATEMENTS[by], keys, programme):
        found[row["key"]].append(
            Share(row["provider"], row["mentor"], row["open"], row["suspended"], row["red"])
        )
    return found
