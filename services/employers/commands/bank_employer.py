"""Puts an employer in the bank that all providers share."""

from dataclasses import dataclass
from datetime import date

from services.employers.commands.event_dates import day_or_today
from services.employers.domain.company_number import normalised
from services.employers.domain.employer import Employer, EmployerId, EmployerKind, Sector, Site
from services.employers.domain.refusals import AlreadyBanked, NoLot
from services.employers.store import contacts, employers
from services.employers.store.contacts import Contacts
from shared.contracts.employer import EmployerBanked
from shared.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewEmployer:
    """An employer as a provider describes it; `contacts` are only ever encrypted and shown."""

    name: str
    kind: EmployerKind
    company_number: str | None
    sector: str
    sector_scheme: str
    sites: tuple[Site, ...]
    lots: tuple[str, ...]
    willing_substance_misuse: str
    willing_mental_health: str
    support_offered: str | None
    disclosure_policy: str | None
    aware_since: date | None
    contacts: Contacts


async def bank(work: UnitOfWork, new: NewEmployer) -> Employer:
    """Store a new employer with who to speak to there. Raises NoLot, UnknownSector, FutureDate,
    CompanyNumberMalformed, and AlreadyBanked for a number that is in the bank."""
    if not new.lots:
        raise NoLot(pointer="/lots")
    number = None if new.company_number is None else await free_number(work, new.company_number)
    aware_since = new.aware_since and day_or_today(work, new.aware_since, field="aware_since")
    employer = Employer(
        id=EmployerId(work.new_id()),
        name=new.name,
        kind=new.kind,
        company_number=number,
        sector=Sector.of(new.sector, new.sector_scheme),
        sites=new.sites,
        lots=new.lots,
        willing_substance_misuse=new.willing_substance_misuse,
        willing_mental_health=new.willing_mental_health,
        support_offered=new.support_offered,
        disclosure_policy=new.disclosure_policy,
        aware_since=aware_since,
        banked_by=work.caller.organisation,
        banked_at=work.now,
    )
    await employers.add(work, employer)
    await contacts.put(work, employer.id, new.contacts)
    work.announce(
        EmployerBanked(
            happened_at=work.now,
            employer_id=employer.id,
            lots=tuple(employer.lots),
            sector=employer.sector.section,
        )
    )
    return employer


async def free_number(work: UnitOfWork, number: str) -> str:
    """Normalise a company number that no employer of the bank has. Raises CompanyNumberMalformed,
    AlreadyBanked."""
    written = normalised(number)
    if (known := await employers.with_number(work, written)) is not None:
        raise AlreadyBanked(pointer="/company_number", employer=known.id)
    return written
