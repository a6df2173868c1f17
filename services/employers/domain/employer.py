"""An employer in the bank that all providers share (handbook 4, [5.26])."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NewType
from uuid import UUID

from services.employers.domain.refusals import UnknownSector

EmployerId = NewType("EmployerId", UUID)

SECTIONS = {"SIC 2007": frozenset("ABCDEFGHIJKLMNOPQRSTU")}
"""The sections of each version of the Standard Industrial Classification."""


@dataclass(frozen=True, slots=True)
class Sector:
    """A section of the Standard Industrial Classification; the version is kept with it, because the letters
    change their meaning from one to the next."""

    section: str
    scheme: str

    @classmethod
    def of(cls, section: str, scheme: str) -> "Sector":
        """Make a sector of what a caller sends. Raises UnknownSector."""
        if section not in SECTIONS.get(scheme, frozenset()):
            raise UnknownSector(pointer="/sector")
        return cls(section, scheme)


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Employer:
    """`willing_…` is "yes", "no" or "not_known": willing to take people with such a history. Who to speak to
    there is kept apart, encrypted."""

    id: EmployerId
    name: str
    company_number: str | None
    sector: Sector
    sites: tuple[Site, ...]
    lots: tuple[str, ...]
    willing_substance_misuse: str
    willing_mental_health: str
    disclosure_policy: str | None
    aware_since: date | None
    banked_by: UUID
    banked_at: datetime
    last_contacted_on: date | None = None
    version: int = 1

    def contacted(self, on: date) -> "Employer":
        """Note a conversation; an older one that is told late does not move the date back."""
        last = on if self.last_contacted_on is None else max(on, self.last_contacted_on)
        return replace(self, last_contacted_on=last, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class Engagement:
    """One entry of an employer's log."""

    id: UUID
    employer_id: EmployerId
    provider: UUID
    on: date
    kind: str
    note: str
    recorded_at: datetime
