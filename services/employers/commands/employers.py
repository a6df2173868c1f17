"""What can be done to the bank of employers."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.employers.commands.event_dates import day_of
from services.employers.domain.employer import Employer, EmployerId, Engagement, Sector, Site
from services.employers.store import employers as store
from shared.contracts.employer import EmployerBanked
from shared.contracts.vocabulary import Lot
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewEmployer:
    """What a provider tells us of an employer; `contacts` are only ever sealed and shown."""

    name: str
    company_number: str | None
    sector: str
    sector_scheme: str
    sites: tuple[Site, ...]
    lots: tuple[str, ...]
    willing_substance_misuse: str
    willing_mental_health: str
    disclosure_policy: str | None
    aware_since: date | None
    contacts: list[dict[str, Any]]


async def bank(work: UnitOfWork, new: NewEmployer) -> Employer:
    """Put an employer in the bank. Raises UnknownSector, FutureDate."""
    aware_since = new.aware_since and day_of(work, new.aware_since, field="aware_since")
    employer = Employer(
        id=EmployerId(work.new_id()),
        name=new.name,
        company_number=new.company_number,
        sector=Sector.of(new.sector, new.sector_scheme),
        sites=new.sites,
        lots=new.lots,
        willing_substance_misuse=new.willing_substance_misuse,
        willing_mental_health=new.willing_mental_health,
        disclosure_policy=new.disclosure_policy,
        aware_since=aware_since,
        banked_by=work.caller.organisation,
        banked_at=work.now,
    )
    await store.add(work, employer, contacts=new.contacts)
    work.announce(
        EmployerBanked(
            happened_at=work.now,
            employer_id=employer.id,
            lots=tuple(Lot(lot) for lot in employer.lots),
            sector=employer.sector.section,
        )
    )
    return employer


async def engage(work: UnitOfWork, employer_id: UUID, *, on: date | None, kind: str, note: str) -> Engagement:
    """Write down that somebody was in touch with an employer. Raises NotFound, FutureDate."""
    employer = await store.get(work, employer_id, to_change=True)
    engagement = Engagement(
        id=work.new_id(),
        employer_id=employer.id,
        provider=work.caller.organisation,
        on=day_of(work, on, field="on"),
        kind=kind,
        note=note,
        recorded_at=work.now,
    )
    await store.add_engagement(work, engagement)
    await store.save(work, employer.contacted(engagement.on))
    return engagement
