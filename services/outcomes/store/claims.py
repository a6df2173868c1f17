"""Keeps claims and refusals: one that no longer holds stays, with the reason (handbook 3)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from services.outcomes.domain.case_file import CaseFile
from services.outcomes.domain.recorded_claim import Claim, ClaimFilter
from services.outcomes.store.enrolment_figures import Cells, cell_of
from services.outcomes.tables import ClaimRow
from shared.persistence.bulk import insert_many, update_many
from shared.persistence.row_count import FIRST_OF_ALL, count_answers

_CLAIMS = """
SELECT claim.id, enrolment_id, participant, provider, claim.programme, lot, category, part,
       decision::text AS decision, rule, dates::text AS dates, evidence, achievement, level,
       counted_on, decided_at, withdrawn_at, withdrawn_because
FROM claim JOIN cell ON cell.id = claim.cell
"""
# whose participant was erased is counted, and shown to nobody
_MANY = f"{_CLAIMS} WHERE claim.id = ANY($1) AND participant IS NOT NULL"
_PAGE = f"""{_CLAIMS}
WHERE claim.id > $1 AND ($3::text IS NULL OR claim.programme = $3) AND ($4::text IS NULL OR category = $4)
      AND ($5::verdict IS NULL OR decision = $5) AND ($6::uuid IS NULL OR enrolment_id = $6)
      AND ($7::uuid IS NULL OR participant = $7) AND participant IS NOT NULL
ORDER BY claim.id LIMIT $2
"""
_OF_PARTICIPANTS = f"{_CLAIMS} WHERE participant = ANY($1) ORDER BY claim.id"

_MOVE = """
UPDATE claim SET participant = moved.participant
FROM unnest($1::uuid[], $2::uuid[]) AS moved (enrolment_id, participant)
WHERE claim.enrolment_id = moved.enrolment_id
"""


async def get_many(connection: asyncpg.Connection, claims: Sequence[UUID]) -> list[Claim]:
    """Those of the claims that are known and that the caller may see."""
    return [_claim(row) for row in await connection.fetch(_MANY, claims)]


async def page(
    connection: asyncpg.Connection, wanted: ClaimFilter, *, after: UUID, limit: int
) -> list[Claim]:
    """Up to `limit` claims in the order of their ids, after one of them."""
    return [_claim(row) for row in await connection.fetch(_PAGE, after, limit, *_conditions(wanted))]


async def count(connection: asyncpg.Connection, wanted: ClaimFilter) -> int:
    """How many claims there are of those wanted."""
    return await count_answers(connection, _PAGE, FIRST_OF_ALL, None, *_conditions(wanted))


def _conditions(wanted: ClaimFilter) -> tuple[Any, ...]:
    return wanted.programme, wanted.category, wanted.decision, wanted.enrolment, wanted.participant


async def of_participants(
    connection: asyncpg.Connection, participants: Sequence[UUID]
) -> dict[UUID, list[Claim]]:
    """All claims and refusals of each participant."""
    found: dict[UUID, list[Claim]] = {participant: [] for participant in participants}
    for row in await connection.fetch(_OF_PARTICIPANTS, participants):
        found[row["participant"]].append(_claim(row))
    return found


async def save(
    connection: asyncpg.Connection, case_files: Sequence[CaseFile], cells: Cells, *, at: datetime
) -> None:
    """Hand over those of somebody who turned out to be somebody else, end what no longer holds and add what
    was decided; one that was made and ended at once is added as ended. `cells` has those of
    every enrolment with a new decision."""
    moved = [
        each for each in case_files if each.loaded and each.loaded.participant != each.enrolment.participant
    ]
    if moved:
        people = [each.enrolment.participant for each in moved]
        await connection.execute(_MOVE, [each.enrolment.id for each in moved], people)
    made = [(case_file, each) for case_file in case_files for each in case_file.made]
    new = {each.id for _, each in made}
    ended = [
        {"id": id, "withdrawn_because": reason}
        for case_file in case_files
        for id, reason in case_file.ended.items()
        if id not in new
    ]
    await update_many(connection, ClaimRow, ended, withdrawn_at=at)
    rows = []
    for case_file, each in made:
        enrolment, decision, reason = case_file.enrolment, each.decision, case_file.ended.get(each.id)
        rows.append(
            {
                "id": each.id,
                "enrolment_id": enrolment.id,
                "participant": enrolment.participant,
                "provider": enrolment.provider,
                "programme": enrolment.programme,
                "cell": cells[cell_of(enrolment)],
                "category": decision.category,
                "decision": decision.verdict,
                "part": decision.part,
                "level": decision.level,
                "rule": decision.rule,
                "dates": dict(decision.dates),
                "evidence": decision.evidence,
                "achievement": decision.achievement,
                "counted_on": decision.counted_on,
                "withdrawn_at": None if reason is None else at,
                "withdrawn_because": reason,
            }
        )
    await insert_many(connection, ClaimRow, rows, decided_at=at)


def _claim(row: Any) -> Claim:
    dates = {name: date.fromisoformat(day) for name, day in orjson.loads(row["dates"]).items()}
    return Claim(**{**row, "dates": dates})
