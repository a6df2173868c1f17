"""The bank of employers, who to speak to there, and the log of conversations."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Select, update
from sqlmodel import col, select

from services.employers.domain.employer import Employer, EmployerId, Engagement, Sector, Site
from services.employers.tables import ContactRow, EmployerRow, EngagementRow
from shared.refusal import NotFound
from shared.unit_of_work import UnitOfWork

PEOPLE = "employer_contact.people"
_NOTE = "employer_engagement.note"


async def get(work: UnitOfWork, employer_id: UUID, *, to_change: bool = False) -> Employer:
    """An employer; `to_change` holds it until the work is done. Raises NotFound."""
    row = await work.session.get(EmployerRow, employer_id, with_for_update=to_change or None)
    if row is None:
        raise NotFound
    return of_row(row)


async def exists(work: UnitOfWork, employer_id: UUID) -> bool:
    found = await work.session.scalar(select(EmployerRow.id).where(col(EmployerRow.id) == employer_id))
    return found is not None


async def add(work: UnitOfWork, employer: Employer, *, contacts: list[dict[str, Any]]) -> None:
    """Store a new employer; who to speak to there is sealed."""
    work.session.add(EmployerRow(id=employer.id, **_columns(employer)))
    await work.session.flush()
    people = work.cipher.encrypt(orjson.dumps(contacts), column=PEOPLE, row=employer.id)
    work.session.add(ContactRow(employer_id=employer.id, people=people))


async def save(work: UnitOfWork, employer: Employer) -> None:
    """Store an employer that was loaded to be changed."""
    await work.session.execute(
        update(EmployerRow)
        .where(col(EmployerRow.id) == employer.id)
        .values(_columns(employer))
        .execution_options(synchronize_session=False)
    )


async def contacts(work: UnitOfWork, employer_id: UUID) -> list[dict[str, Any]]:
    """Who to speak to there, for callers who may know."""
    row = await work.session.get(ContactRow, employer_id)
    if row is None:
        return []
    people: list[dict[str, Any]] = orjson.loads(
        work.cipher.decrypt(row.people, column=PEOPLE, row=employer_id)
    )
    return people


async def page(work: UnitOfWork, *, after: UUID, size: int, lot: str | None) -> list[Employer]:
    query: Select[Any] = select(EmployerRow).where(col(EmployerRow.id) > after)
    if lot is not None:
        query = query.where(col(EmployerRow.lots).contains([lot]))
    rows = await work.session.scalars(query.order_by(col(EmployerRow.id)).limit(size))
    return [of_row(row) for row in rows]


async def add_engagement(work: UnitOfWork, engagement: Engagement) -> None:
    work.session.add(
        EngagementRow(
            id=engagement.id,
            employer_id=engagement.employer_id,
            provider=engagement.provider,
            on=engagement.on,
            kind=engagement.kind,
            note=work.cipher.encrypt(engagement.note.encode(), column=_NOTE, row=engagement.id),
            by=work.caller.subject,
            recorded_at=engagement.recorded_at,
        )
    )
    await work.session.flush()


async def engagements(work: UnitOfWork, employer_id: UUID, *, after: UUID, size: int) -> list[Engagement]:
    rows = await work.session.scalars(
        select(EngagementRow)
        .where(col(EngagementRow.employer_id) == employer_id, col(EngagementRow.id) > after)
        .order_by(col(EngagementRow.id))
        .limit(size)
    )
    return [
        Engagement(
            id=row.id,
            employer_id=EmployerId(row.employer_id),
            provider=row.provider,
            on=row.on,
            kind=row.kind,
            note=work.cipher.decrypt(row.note, column=_NOTE, row=row.id).decode(),
            recorded_at=row.recorded_at,
        )
        for row in rows
    ]


def _columns(employer: Employer) -> dict[str, Any]:
    return {
        "name": employer.name,
        "company_number": employer.company_number,
        "sector": employer.sector.section,
        "sector_scheme": employer.sector.scheme,
        "sites": [asdict(site) for site in employer.sites],
        "lots": list(employer.lots),
        "willing_substance_misuse": employer.willing_substance_misuse,
        "willing_mental_health": employer.willing_mental_health,
        "disclosure_policy": employer.disclosure_policy,
        "aware_since": employer.aware_since,
        "banked_by": employer.banked_by,
        "banked_at": employer.banked_at,
        "last_contacted_on": employer.last_contacted_on,
        "version": employer.version,
    }


def of_row(row: EmployerRow) -> Employer:
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
