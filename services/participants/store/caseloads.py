"""Open files counted by mentor, for many lots, operations or providers in one statement; who may see which
rows is the database's business."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from services.participants.domain.caseload import Share
from shared.unit_of_work import UnitOfWork


class By(StrEnum):
    """What caseloads are counted by: an expression whose values are texts."""

    LOT = "lot"
    OPERATION = "esf_area || '|' || strand"
    PROVIDER = "provider::text"


def _statement(by: By) -> str:
    return f"""
SELECT {by.value} AS key, provider, mentor, count(*) FILTER (WHERE status = 'open') AS open,
       count(*) FILTER (WHERE status = 'suspended') AS suspended,
       count(*) FILTER (WHERE status = 'open' AND intensity = 'red') AS red
FROM enrolment WHERE status <> 'closed' AND programme = $2 AND {by.value} = ANY($1::text[])
GROUP BY 1, 2, 3
"""  # noqa: S608  (names of columns)


_STATEMENTS = {by: _statement(by) for by in By}
_OF_MENTORS = """
SELECT provider, mentor, count(*) FILTER (WHERE status = 'open') AS open,
       count(*) FILTER (WHERE status = 'suspended') AS suspended,
       count(*) FILTER (WHERE status = 'open' AND intensity = 'red') AS red
FROM enrolment WHERE mentor IS NOT NULL GROUP BY 1, 2
"""


async def shares(work: UnitOfWork, by: By, keys: Sequence[str], *, programme: str) -> dict[str, list[Share]]:
    rows = await (await work.connection()).fetch(_STATEMENTS[by], keys, programme)
    found: dict[str, list[Share]] = {key: [] for key in keys}
    for key, *share in rows:
        found[key].append(Share(*share))
    return found


async def of_mentors(work: UnitOfWork) -> list[Share]:
    """Every mentor that the caller may know of, with what they carry."""
    rows: Sequence[Any] = await (await work.connection()).fetch(_OF_MENTORS)
    return [Share(*row) for row in rows]


def operation(esf_area: str, strand: str) -> str:
    """An operation's key among those that caseloads are counted by."""
    return f"{esf_area}|{strand}"
