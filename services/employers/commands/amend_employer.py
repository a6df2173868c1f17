"""Amends an employer's entry in the bank, and records what it said before."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.employers.commands.bank_employer import free_number
from services.employers.commands.event_dates import day_or_today
from services.employers.domain.company_number import normalised
from services.employers.domain.employer import Change, Employer, Sector
from services.employers.store import contacts, employers
from services.employers.store.contacts import Contacts
from shared.unit_of_work import UnitOfWork
from shared.web.conditional_requests import require_version


async def amend(
    work: UnitOfWork,
    employer_id: UUID,
    told: Mapping[str, Any],
    *,
    expected_version: int,
    people: Contacts | None,
) -> Employer:
    """Put what is `told` in place of what stands. `sector` and `sector_scheme` are the two halves of one
    field; `people` are the caller's own contacts there, None where they stay.

    Raises NotFound, PreconditionFailed, UnknownSector, FutureDate, CompanyNumberMalformed, AlreadyBanked."""
    employer = await employers.lock(work, employer_id)
    require_version(expected_version, employer.version, state="banked")
    amended, changes = employer.amend(await _checked(work, employer, dict(told)))
    if people is not None:
        had = (await contacts.get_many(work, [employer_id]))[employer_id]
        if people != had:
            await contacts.put(work, employer_id, people)
            amended = amended if changes else amended.touched()
            changes = (*changes, Change("contacts"))
    if changes:
        await employers.save(work, amended)
        await employers.record(work, amended, changes)
    return amended


async def _checked(work: UnitOfWork, employer: Employer, told: dict[str, Any]) -> dict[str, Any]:
    """Turn what is told into fields of an employer."""
    section = told.pop("sector", employer.sector.section)
    sector = Sector.of(section, told.pop("sector_scheme", employer.sector.scheme))
    if sector != employer.sector:
        told["sector"] = sector
    if told.get("aware_since") is not None:
        told["aware_since"] = day_or_today(work, told["aware_since"], field="aware_since")
    if (number := told.get("company_number")) is not None:
        is_same = normalised(number) == employer.company_number
        told["company_number"] = employer.company_number if is_same else await free_number(work, number)
    return told
