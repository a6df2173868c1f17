"""Stores the bank of employers, and the history of what each entry said."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Select, or_
from sqlmodel import col, select

from services.employers.domain.employer import (
    Amendment,
    Change,
    Employer,
    EmployerId,
    EmployerKind,
    PlacesInLot,
    Sector,
    Site,
)
from services.employers.tables import EmployerHistoryRow, EmployerRow
from shared.persistence.bulk import in_array, insert_many, update_many
from shared.persistence.row_count import count_rows
from shared.persistence.single_row import one
from shared.unit_of_work import UnitOfWork

_NUMBER: Final = "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 0))"
# filled counts every provider's people, completed those that row-level security shows
_PLACES: Final = """
SELECT employer_id, lot, sum(places)::int, sum(filled)::int, sum(done)::int FROM opportunity
CROSS JOIN LATERAL (
    SELECT count(*) FROM placement WHERE opportunity_id = opportunity.id AND status = 'completed'
) AS completed (done)
WHERE employer_id = ANY($1::uuid[]) GROUP BY 1, 2 ORDER BY 1, 2
"""


async def get(work: UnitOfWork, employer_id: UUID) -> Employer:
    """Load an employer. Raises NotFound."""
    return one(await get_many(work, [employer_id]))


async def lock(work: UnitOfWork, employer_id: UUID) -> Employer:
    """Load an employer and lock it until the work is done. Raises NotFound."""
    return one(await get_many(work, [employer_id], lock=True))


async def get_many(work: UnitOfWork, ids: Collection[UUID], *, lock: bool = False) -> dict[UUID, Employer]:
    """Load those of the employers that are in the bank, by id."""
    query: Select[Any] = select(EmployerRow).where(in_array(col(EmployerRow.id), ids))
    if lock:
        query = query.order_by(col(EmployerRow.id)).with_for_update()
    rows = await work.session.scalars(query, execution_options={"populate_existing": lock})
    return {row.id: _employer(row) for row in rows}


async def list_page(
    work: UnitOfWork, *, after: UUID, limit: int, lot: str | None, quiet_since: date | None
) -> list[Employer]:
    """List employers in the order they were banked, from after an id on; `quiet_since` keeps those that
    nobody was in touch with from that day on."""
    query = _listed(lot, quiet_since).where(col(EmployerRow.id) > after)
    rows = await work.session.scalars(query.order_by(col(EmployerRow.id)).limit(limit))
    return [_employer(row) for row in rows]


async def count(work: UnitOfWork, *, lot: str | None, quiet_since: date | None = None) -> int:
    """Count the employers of the list."""
    return await count_rows(work.session, _listed(lot, quiet_since))


def _listed(lot: str | None, quiet_since: date | None) -> Select[Any]:
    query: Select[Any] = select(EmployerRow)
    if lot is not None:
        query = query.where(col(EmployerRow.lots).contains([lot]))
    if quiet_since is not None:
        last = col(EmployerRow.last_contacted_on)
        query = query.where(or_(last.is_(None), last < quiet_since))
    return query


async def with_number(work: UnitOfWork, number: str) -> Employer | None:
    """Find the employer with a company number. Who banks the same number at the same time waits until the
    work is done."""
    await (await work.connection()).execute(_NUMBER, f"employer.company_number {number}")
    rows = await work.session.scalars(select(EmployerRow).where(col(EmployerRow.company_number) == number))
    return next((_employer(row) for row in rows), None)


async def places(work: UnitOfWork, employers: Sequence[UUID]) -> dict[UUID, list[PlacesInLot]]:
    """Count what employers offered, and what became of it, by lot."""
    found: dict[UUID, list[PlacesInLot]] = {employer: [] for employer in employers}
    for employer, *counts in await (await work.connection()).fetch(_PLACES, list(employers)):
        found[employer].append(PlacesInLot(*counts))
    return found


async def amendments(work: UnitOfWork, employer_id: UUID, *, after: int, limit: int) -> list[Amendment]:
    """List the changes of an employer's entry in their order, from after a version on."""
    rows = await work.session.scalars(
        select(EmployerHistoryRow)
        .where(col(EmployerHistoryRow.employer_id) == employer_id, col(EmployerHistoryRow.version) > after)
        .order_by(col(EmployerHistoryRow.version))
        .limit(limit)
    )
    return [
        Amendment(
            row.version, row.organisation, row.recorded_at, tuple(Change(**each) for each in row.changes)
        )
        for row in rows
    ]


async def record(work: UnitOfWork, employer: Employer, changes: Sequence[Change]) -> None:
    """Record what was changed in an entry that was saved."""
    row = {
        "employer_id": employer.id,
        "version": employer.version,
        "organisation": work.caller.organisation,
        "by": work.caller.subject,
        "recorded_at": work.now,
        "changes": orjson.loads(orjson.dumps([asdict(each) for each in changes])),
    }
    await insert_many(await work.connection(), EmployerHistoryRow, [row])


async def add(work: UnitOfWork, employer: Employer) -> None:
    """Store a new employer."""
    await insert_many(await work.connection(), EmployerRow, [_columns(employer)])


async def save(work: UnitOfWork, employer: Employer) -> None:
    """Store an employer that was locked."""
    await update_many(await work.connection(), EmployerRow, [_columns(employer)])


def _columns(employer: Employer) -> dict[str, Any]:
    return {
        "id": employer.id,
        "name": employer.name,
        "kind": employer.kind,
        "company_number": employer.company_number,
        "sector": employer.sector.section,
        "sector_scheme": employer.sector.scheme,
        "sites": [asdict(site) for site in employer.sites],
        "lots": employer.lots,
        "willing_substance_misuse": employer.willing_substance_misuse,
        "willing_mental_health": employer.willing_mental_health,
        "support_offered": employer.support_offered,
        "disclosure_policy": employer.disclosure_policy,
        "aware_since": employer.aware_since,
        "banked_by": employer.banked_by,
        "banked_at": employer.banked_at,
        "last_contacted_on": employer.last_contacted_on,
        "version": employer.version,
    }


def _employer(row: EmployerRow) -> Employer:
    return Employer(
        id=EmployerId(row.id),
        name=row.name,
        kind=EmployerKind(row.kind),
        company_number=row.company_number,
        sector=Sector(row.sector, row.sector_scheme),
        sites=tuple(Site(**site) for site in row.sites),
        lots=tuple(row.lots),
        willing_substance_misuse=row.willing_substance_misuse,
        willing_mental_health=row.willing_mental_health,
        support_offered=row.support_offered,
        disclosure_policy=row.disclosure_policy,
        aware_since=row.aware_since,
        banked_by=row.banked_by,
        banked_at=row.banked_at,
        last_contacted_on=row.last_contacted_on,
        version=row.version,
    )
