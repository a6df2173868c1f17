"""Stores the bank of employers."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import col, select

from services.employers.domain.employer import Employer, EmployerId, Sector, Site
from services.employers.tables import EmployerRow
from shared.persistence.bulk import in_array, insert_many, update_many
from shared.persistence.row_count import count_rows
from shared.persistence.single_row import one
from shared.unit_of_work import UnitOfWork


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


async def list_page(work: UnitOfWork, *, after: UUID, limit: int, lot: str | None) -> list[Employer]:
    """List employers in the order they were banked, from after an id on."""
    query = _listed(lot).where(col(EmployerRow.id) > after)
    rows = await work.session.scalars(query.order_by(col(EmployerRow.id)).limit(limit))
    return [_employer(row) for row in rows]


async def count(work: UnitOfWork, *, lot: str | None) -> int:
    """Count the employers of the list."""
    return await count_rows(work.session, _listed(lot))


def _listed(lot: str | None) -> Select[Any]:
    query: Select[Any] = select(EmployerRow)
    return query if lot is None else query.where(col(EmployerRow.lots).contains([lot]))


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
        "company_number": employer.company_number,
        "sector": employer.sector.section,
        "sector_scheme": employer.sector.scheme,
        "sites": [asdict(site) for site in employer.sites],
        "lots": employer.lots,
        "willing_substance_misuse": employer.willing_substance_misuse,
        "willing_mental_health": employer.willing_mental_health,
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
        company_number=row.company_number,
        sector=Sector(row.sector, row.sector_scheme),
        sites=tuple(Site(**site) for site in row.sites),
        lots=tuple(row.lots),
        willing_substance_misuse=row.willing_substance_misuse,
        willing_mental_health=row.willing_mental_health,
        disclosure_policy=row.disclosure_policy,
        aware_since=row.aware_since,
        banked_by=row.banked_by,
        banked_at=row.banked_at,
        last_contacted_on=row.last_contacted_on,
        version=row.version,
    )
