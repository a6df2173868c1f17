"""The shapes of employers and of the log of conversations with them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.employers.commands.bank_employer import NewEmployer
from services.employers.domain.employer import Amendment, Employer, EmployerKind, Engagement, Site
from services.employers.queries import EmployerWithPlaces
from shared.contracts.vocabulary import Answer
from shared.web.field_types import CalendarDate, FreeText, SingleLine, StrictModel
from shared.web.programme_codes import LotCode

EngagementKind = Literal["call", "email", "visit", "meeting", "event", "other"]


class SiteIn(StrictModel):
    name: SingleLine
    postcode: Annotated[SingleLine, Field(max_length=10)]


class ContactIn(StrictModel):
    """Somebody to speak to at an employer."""

    name: SingleLine
    position: SingleLine | None = None
    phone: SingleLine | None = None
    email: SingleLine | None = None


Section = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
Sites = Annotated[tuple[SiteIn, ...], Field(max_length=100)]
Contacts = Annotated[tuple[ContactIn, ...], Field(max_length=20)]


class EmployerIn(StrictModel):
    name: SingleLine
    kind: EmployerKind = EmployerKind.EMPLOYER
    company_number: SingleLine | None = None
    """As Companies House gives it, in any way of writing it; the same number is the same employer."""
    sector: Section
    """The section of the Standard Industrial Classification."""
    sector_scheme: SingleLine = "SIC 2007"
    sites: Sites = ()
    lot: LotCode | None = None
    """The lot of an employer that is in one alone; it is among the `lots`."""
    lots: tuple[LotCode, ...] = Field(default=(), max_length=64)
    willing_substance_misuse: Answer = Answer.NOT_KNOWN
    """Willing to take people with a history of substance misuse."""
    willing_mental_health: Answer = Answer.NOT_KNOWN
    support_offered: FreeText | None = None
    """What people get there beside the work: a buddy, training, travel paid."""
    disclosure_policy: FreeText | None = None
    """What the employer asks people to tell about their past."""
    aware_since: CalendarDate | None = None
    """Since when the employer knows of the service."""
    contacts: Contacts = ()

    def new(self) -> NewEmployer:
        return NewEmployer(
            name=self.name,
            kind=self.kind,
            company_number=self.company_number,
            sector=self.sector,
            sector_scheme=self.sector_scheme,
            sites=tuple(Site(site.name, site.postcode) for site in self.sites),
            lots=tuple(dict.fromkeys([*([self.lot] if self.lot else []), *self.lots])),
            willing_substance_misuse=self.willing_substance_misuse,
            willing_mental_health=self.willing_mental_health,
            support_offered=self.support_offered,
            disclosure_policy=self.disclosure_policy,
            aware_since=self.aware_since,
            contacts=[contact.model_dump(mode="json") for contact in self.contacts],
        )


class EmployerPatch(StrictModel):
    """A merge patch (RFC 7396): a field that is left out stays, and null removes what is there."""

    # the defaults are of fields that are left out: nobody reads them, and none stands in the contract
    name: SingleLine = Field(default_factory=str)
    kind: EmployerKind = Field(default_factory=lambda: EmployerKind.EMPLOYER)
    company_number: SingleLine | None = None
    sector: Section = Field(default_factory=str)
    sector_scheme: SingleLine = Field(default_factory=str)
    sites: Sites | None = None
    """All of them: a merge patch replaces a list."""
    lots: Annotated[tuple[LotCode, ...], Field(min_length=1, max_length=64)] = Field(default_factory=tuple)
    willing_substance_misuse: Answer | None = None
    willing_mental_health: Answer | None = None
    support_offered: FreeText | None = None
    disclosure_policy: FreeText | None = None
    aware_since: CalendarDate | None = None
    contacts: Contacts | None = None
    """Your own; those of other providers stay."""

    def told(self) -> dict[str, Any]:
        """List what is told, in the words of the domain, but for the contacts."""
        told = {name: getattr(self, name) for name in self.model_fields_set - {"contacts"}}
        if "sites" in told:
            told["sites"] = tuple(Site(each.name, each.postcode) for each in self.sites or ())
        if "lots" in told:
            told["lots"] = tuple(dict.fromkeys(self.lots))
        for willing in {"willing_substance_misuse", "willing_mental_health"} & told.keys():
            told[willing] = told[willing] or Answer.NOT_KNOWN
        return told

    def people(self) -> list[dict[str, Any]] | None:
        """List the contacts that are told; None where they stay."""
        if "contacts" not in self.model_fields_set:
            return None
        return [contact.model_dump(mode="json") for contact in self.contacts or ()]


class SectorOut(BaseModel):
    section: str
    scheme: str


class SiteOut(BaseModel):
    name: str
    postcode: str


class EmployerOut(BaseModel):
    """An employer as everybody sees it who may look into the bank: without the people who work there."""

    id: UUID
    name: str
    kind: EmployerKind
    company_number: str | None
    sector: SectorOut
    sites: tuple[SiteOut, ...]
    lots: tuple[str, ...]
    willing_substance_misuse: str
    willing_mental_health: str
    support_offered: str | None
    disclosure_policy: str | None
    aware_since: date | None
    last_contacted_on: date | None
    banked_by: UUID
    banked_at: datetime
    version: int

    @classmethod
    def of(cls, employer: Employer) -> Self:
        return cls.model_validate(employer, from_attributes=True)


class ContactOut(BaseModel):
    name: str
    position: str | None
    phone: str | None
    email: str | None


class PlacesInLotOut(BaseModel):
    """Of a lot: places that were offered, those that are taken, and placements that were completed, your own;
    everybody's for Welsh Government."""

    lot: str
    offered: int
    filled: int
    completed: int


class EmployerWithPlacesOut(EmployerOut):
    """The same with what it offered, and what became of it."""

    places: tuple[PlacesInLotOut, ...]

    @classmethod
    def of_employer(cls, found: EmployerWithPlaces) -> Self:
        return cls(
            **EmployerOut.of(found.employer).model_dump(),
            places=tuple(PlacesInLotOut.model_validate(each, from_attributes=True) for each in found.places),
        )


class EmployerWithContactsOut(EmployerWithPlacesOut):
    """The same for providers: with who to speak to there."""

    contacts: tuple[ContactOut, ...]

    @classmethod
    def of_contacts(cls, found: EmployerWithPlaces, contacts: list[dict[str, Any]]) -> Self:
        plain = EmployerWithPlacesOut.of_employer(found).model_dump()
        return cls(**plain, contacts=tuple(ContactOut(**each) for each in contacts))


class AmendedFieldOut(BaseModel):
    """A field before and after; of contacts only that they changed."""

    field: str
    before: Any
    after: Any


class AmendmentOut(BaseModel):
    """A change of an employer's entry, and the organisation that made it."""

    version: int
    organisation: UUID
    recorded_at: datetime
    changes: tuple[AmendedFieldOut, ...]

    @classmethod
    def of(cls, amendment: Amendment) -> Self:
        return cls.model_validate(amendment, from_attributes=True)


class EngagementIn(StrictModel):
    on: CalendarDate | None = None
    kind: EngagementKind
    note: FreeText = ""


class EngagementOut(BaseModel):
    """That somebody was in touch, without what was said."""

    id: UUID
    employer_id: UUID
    provider: UUID
    on: date
    kind: str
    recorded_at: datetime

    @classmethod
    def of(cls, engagement: Engagement) -> Self:
        return cls.model_validate(engagement, from_attributes=True)


class EngagementWithNoteOut(EngagementOut):
    """The same with the note, as the log shows it."""

    note: str
