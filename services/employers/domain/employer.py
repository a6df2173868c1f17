"""An employer in the bank that all providers share (handbook 4, [5.26])."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

from services.employers.domain.refusals import UnknownSector

EmployerId = NewType("EmployerId", UUID)

SECTIONS = {"SIC 2007": frozenset("ABCDEFGHIJKLMNOPQRSTU")}
"""The sections of each version of the Standard Industrial Classification."""


class EmployerKind(StrEnum):
    """What kind of employer it is [5.26, 5.28]."""

    EMPLOYER = "employer"
    EMPLOYMENT_AGENCY = "employment_agency"
    SOCIAL_ENTERPRISE = "social_enterprise"
    PROVIDERS_OWN = "providers_own"
    """A business of the provider itself."""
    PUBLIC_BODY = "public_body"
    WELSH_GOVERNMENT = "welsh_government"
    """Welsh Government itself as a host [5.28]."""


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
    kind: EmployerKind
    company_number: str | None
    """As Companies House writes it; no two employers have the same."""
    sector: Sector
    sites: tuple[Site, ...]
    lots: tuple[str, ...]
    willing_substance_misuse: str
    willing_mental_health: str
    support_offered: str | None
    """What people get there beside the work: a buddy, training, travel paid."""
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

    def touched(self) -> "Employer":
        """Note that something changed that is kept beside the entry."""
        return replace(self, version=self.version + 1)

    def amend(self, told: Mapping[str, Any]) -> tuple["Employer", tuple["Change", ...]]:
        """Put other values in place of what stands, and list what that changes; the same employer where
        everything is told as it stands."""
        changes = tuple(
            Change(name, before, value)
            for name, value in told.items()
            if (before := getattr(self, name)) != value
        )
        if not changes:
            return self, ()
        return replace(self, **told, version=self.version + 1), changes


@dataclass(frozen=True, slots=True)
class Change:
    """A field of an employer, before and after. Of contacts only that they changed is kept: they are
    people."""

    field: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of an employer's entry: of what, by which system of which organisation, and when."""

    version: int
    organisation: UUID
    recorded_at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class PlacesInLot:
    """What an employer offered in a lot: places there were, those taken, and placements that were completed,
    of those that the caller may see."""

    lot: str
    offered: int
    filled: int
    completed: int


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
