"""Claims and findings of several people at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.outcomes.store.claims import COLUMNS, Claim, of_row
from shared.unit_of_work import UnitOfWork

_CLAIMS = f"{COLUMNS} WHERE participant = ANY($1::uuid[]) ORDER BY claim.id"
_FINDINGS = """
SELECT participant, enrolment_id, rule, since, about
FROM record JOIN finding ON finding.enrolment_id = record.id
WHERE participant = ANY($1::uuid[]) AND since <= $2 ORDER BY since, rule
"""


@dataclass(frozen=True, slots=True)
class Finding:
    enrolment_id: UUID
    rule: str
    since: date
    about: tuple[str, ...]


async def claims(work: UnitOfWork, participants: Sequence[UUID]) -> dict[UUID, list[Claim]]:
    found: dict[UUID, list[Claim]] = {participant: [] for participant in participants}
    for row in await (await work.connection()).fetch(_CLAIMS, participants):
        found[row["participant"]].append(of_row(row))
    return found


async def findings(work: UnitOfWork, participants: Sequence[UUID], as_of: date) -> dict[UUID, list[Finding]]:
    found: dict[UUID, list[Finding]] = {participant: [] for participant in participants}
    for participant, enrolment_id, rule, since, about in await (await work.connection()).fetch(
        _FINDINGS, participants, as_of
    ):
        found[participant].append(Finding(enrolment_id, rule, since, tuple(about)))
    return found
