"""Stores who is ready for placement, as facts told it, and finds the candidates of an opportunity."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.employers.domain.figures import ReadyCounts
from services.employers.domain.matching import Candidate
from services.employers.domain.opportunity import FULL_TIME_HOURS
from services.employers.domain.participation import Participation
from services.employers.domain.readiness import Certificate, Readiness
from services.employers.tables import ReadyPersonRow
from shared.persistence.bulk import delete_many, upsert_many
from shared.persistence.single_row import one
from shared.unit_of_work import UnitOfWork

# what somebody was offered, of all that the provider offers: here, and elsewhere as long as it is not begun
_CANDIDATES: Final = """
SELECT ready_person.*, known.lot, known.registered_on, known.is_open, known.left_on, known.may_be_matched,
       coalesce(offers.full_time_since >= ready_person.ready_on, false) AS in_full_time_placement,
       coalesce(offers.offered, '{}') AS offered, coalesce(offers.declined, '{}') AS declined,
       coalesce(offers.waiting, '{}') AS waiting
FROM ready_person JOIN known_participant AS known USING (enrolment_id)
LEFT JOIN (
    SELECT placement.participant_id,
           max(started_on) FILTER (WHERE hours_per_week >= $4) AS full_time_since,
           array_agg(opportunity_id) FILTER (WHERE status <> 'ended_early' OR started_on IS NOT NULL)
               AS offered,
           array_agg(opportunity_id) FILTER (WHERE status = 'ended_early' AND started_on IS NULL)
               AS declined,
           array_agg(opportunity_id) FILTER (WHERE status <> 'ended_early' AND started_on IS NULL)
               AS waiting
    FROM placement JOIN opportunity ON opportunity.id = opportunity_id
    WHERE placement.provider = $1 AND ($2::uuid IS NULL OR placement.participant_id = (
        SELECT participant_id FROM ready_person WHERE enrolment_id = $2
    ))
    GROUP BY placement.participant_id
) AS offers ON offers.participant_id = ready_person.participant_id
WHERE ready_person.provider = $1 AND ($2::uuid IS NULL OR ready_person.enrolment_id = $2)
  AND ready_person.enrolment_id > $3
ORDER BY ready_person.enrolment_id LIMIT $5
"""


_COUNTS: Final = """
SELECT lot, count(*) FILTER (WHERE stale_on > $3)::int, count(*) FILTER (WHERE stale_on <= $3)::int
FROM ready_person JOIN known_participant USING (enrolment_id)
WHERE ready_person.provider = $1 AND lot = ANY($2::text[]) GROUP BY lot
"""


async def all_of_them(work: UnitOfWork, today: date) -> list[Candidate]:
    """Load all ready people of the caller's organisation."""
    return await _load(work, today, after=UUID(int=0), limit=None)


async def list_page(work: UnitOfWork, today: date, *, after: UUID, limit: int) -> list[Candidate]:
    """List the ready people of the caller's organisation, from after an enrolment on."""
    return await _load(work, today, after=after, limit=limit)


async def get(work: UnitOfWork, enrolment: UUID, today: date) -> Candidate:
    """Load a ready person of the caller's organisation. Raises NotFound."""
    found = await _load(work, today, enrolment=enrolment, after=UUID(int=0), limit=1)
    return one({each.readiness.enrolment_id: each for each in found})


async def counts(work: UnitOfWork, lots: Sequence[str], today: date) -> dict[str, ReadyCounts]:
    """Count the ready people of the caller's organisation, by the lots of their files."""
    rows = await (await work.connection()).fetch(_COUNTS, work.caller.organisation, lots, today)
    found = {lot: ReadyCounts(confirmed, stale) for lot, confirmed, stale in rows}
    return {lot: found.get(lot, ReadyCounts(0, 0)) for lot in lots}


async def put(work: UnitOfWork, people: Iterable[Readiness]) -> None:
    """Store new ones and bring known ones up to date, with one statement."""
    rows = [_columns(each) for each in sorted(people, key=lambda each: each.enrolment_id)]
    if rows:
        await upsert_many(await work.connection(), ReadyPersonRow, rows)


async def remove(work: UnitOfWork, enrolments: Collection[UUID]) -> None:
    """Forget that people were ready."""
    if enrolments:
        rows = [{"enrolment_id": each} for each in sorted(enrolments)]
        await delete_many(await work.connection(), ReadyPersonRow, rows)


async def _load(
    work: UnitOfWork, today: date, *, enrolment: UUID | None = None, after: UUID, limit: int | None
) -> list[Candidate]:
    rows = await (await work.connection()).fetch(
        _CANDIDATES, work.caller.organisation, enrolment, after, FULL_TIME_HOURS, limit
    )
    return [_candidate(row, today) for row in rows]


def _columns(each: Readiness) -> dict[str, Any]:
    return {
        "enrolment_id": each.enrolment_id,
        "participant_id": each.participant_id,
        "provider": each.provider,
        "ready_on": each.ready_on,
        "stale_on": each.stale_on,
        "available_from": each.available_from,
        "kinds": each.kinds,
        "soc_groups": each.soc_groups,
        "hours_patterns": each.hours_patterns,
        "max_hours_per_week": each.max_hours_per_week,
        "travel": each.travel,
        "drives": each.drives,
        "certificates": [
            {"kind": held.kind, "expires_on": held.expires_on and held.expires_on.isoformat()}
            for held in each.certificates
        ],
        "legal_requirements_met": each.legal_requirements_met,
        "adjustments": each.adjustments,
        "interests": each.interests,
    }


def _readiness(row: asyncpg.Record) -> Readiness:
    return Readiness(
        enrolment_id=row["enrolment_id"],
        participant_id=row["participant_id"],
        provider=row["provider"],
        ready_on=row["ready_on"],
        stale_on=row["stale_on"],
        available_from=row["available_from"],
        kinds=tuple(row["kinds"]),
        soc_groups=tuple(row["soc_groups"]),
        hours_patterns=tuple(row["hours_patterns"]),
        max_hours_per_week=row["max_hours_per_week"],
        travel=row["travel"],
        drives=row["drives"],
        certificates=tuple(
            Certificate(
                held["kind"], None if held["expires_on"] is None else date.fromisoformat(held["expires_on"])
            )
            for held in row["certificates"]
        ),
        legal_requirements_met=tuple(row["legal_requirements_met"]),
        adjustments=tuple(row["adjustments"]),
        interests=tuple(row["interests"]),
    )


def _candidate(row: asyncpg.Record, today: date) -> Candidate:
    known = Participation(
        enrolment_id=row["enrolment_id"],
        participant_id=row["participant_id"],
        provider=row["provider"],
        lot=row["lot"],
        registered_on=row["registered_on"],
        is_open=row["is_open"],
        left_on=row["left_on"],
    )
    return Candidate(
        _readiness(row),
        known.lot,
        takes_part=known.takes_part(today),
        may_be_matched=row["may_be_matched"],
        in_full_time_placement=row["in_full_time_placement"],
        offered=frozenset(row["offered"]),
        waiting=frozenset(row["waiting"]),
        declined=frozenset(row["declined"]),
    )
