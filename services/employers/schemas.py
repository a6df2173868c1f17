"""The request and response shapes of employers, opportunities and placements."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, Strict, StringConstraints

from services.employers.commands.bank_employer import NewEmployer
from services.employers.commands.open_opportunity import NewOpportunity
from services.employers.domain.employer import Employer, Engagement, Site
from services.employers.domain.opportunity import CloseReason, Opportunity
from services.employers.domain.placement import EndedBy, Placement, Status
from services.employers.queries import EmployerWithContacts
from shared.contracts.vocabulary import Answer, PlacementKind
from shared.web.field_types import CalendarDate, FreeText, Hours, SingleLine, StrictBool, StrictModel
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


class EmployerIn(StrictModel):
    name: SingleLine
    company_number: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2}[0-9]{6}$")] | None = None
    """As Companies House writes it: eight characters."""
    sector: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
    """The section of the Standard Industrial Classification."""
    sector_scheme: SingleLine = "SIC 2007"
    sites: tuple[SiteIn, ...] = Field(default=(), max_length=100)
    lots: tuple[LotCode, ...] = Field(min_length=1, max_length=64)
    willing_substance_misuse: Answer = Answer.NOT_KNOWN
    """Willing to take people with a history of substance misuse."""
    willing_mental_health: Answer = Answer.NOT_KNOWN
    disclosure_policy: FreeText | None = None
    """What the employer asks people to tell about their past."""
    aware_since: CalendarDate | None = None
    """Since when the employer knows of the service."""
    contacts: tuple[ContactIn, ...] = Field(default=(), max_length=20)

    def new(self) -> NewEmployer:
        return NewEmployer(
            name=self.name,
            company_number=self.company_number,
            sector=self.sector,
            sector_scheme=self.sector_scheme,
            sites=tuple(Site(site.name, site.postcode) for site in self.sites),
            lots=tuple(dict.fromkeys(self.lots)),
            willing_substance_misuse=self.willing_substance_misuse,
            willing_mental_health=self.willing_mental_health,
            disclosure_policy=self.disclosure_policy,
            aware_since=self.aware_since,
            contacts=[contact.model_dump(mode="json") for contact in self.contacts],
        )


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
    company_number: str | None
    sector: SectorOut
    sites: tuple[SiteOut, ...]
    lots: tuple[str, ...]
    willing_substance_misuse: str
    willing_mental_health: str
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


class EmployerWithContactsOut(EmployerOut):
    """The same for providers: with who to speak to there."""

    contacts: tuple[ContactOut, ...]

    @classmethod
    def of_employer(cls, found: EmployerWithContacts) -> Self:
        plain = EmployerOut.of(found.employer).model_dump()
        return cls(**plain, contacts=tuple(ContactOut(**each) for each in found.contacts))


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


class OpportunityIn(StrictModel):
    employer_id: UUID
    lot: LotCode
    kind: PlacementKind
    role: SingleLine
    soc_major_group: Annotated[int, Strict(), Field(ge=1, le=9)]
    """The major group of the Standard Occupational Classification."""
    places: Annotated[int, Strict(), Field(ge=1, le=10_000)]
    starts_on: CalendarDate | None = None
    ends_on: CalendarDate | None = None
    hours_per_week: Annotated[float, Strict(), Field(ge=0, le=168, allow_inf_nan=False)] | None = None
    requirements: tuple[SingleLine, ...] = Field(default=(), max_length=20)
    """Skills or certificates without which the work cannot be done: CSCS, food hygiene, a driving licence."""
    ring_fenced: StrictBool = False
    """Kept for people of this service."""
    closes_on: CalendarDate | None = None

    def new(self) -> NewOpportunity:
        return NewOpportunity(**{name: getattr(self, name) for name in type(self).model_fields})


class ClosingOut(BaseModel):
    on: date
    reason: CloseReason


class OpportunityOut(BaseModel):
    id: UUID
    employer_id: UUID
    opened_by: UUID
    opened_at: datetime
    lot: str
    kind: str
    role: str
    soc_major_group: int
    places: int
    filled: int
    starts_on: date | None
    ends_on: date | None
    hours_per_week: float | None
    requirements: tuple[str, ...]
    ring_fenced: bool
    closes_on: date | None
    closing: ClosingOut | None
    version: int

    @classmethod
    def of(cls, opportunity: Opportunity) -> Self:
        return cls.model_validate(opportunity, from_attributes=True)


class CloseIn(StrictModel):
    closed_on: CalendarDate | None = None
    reason: CloseReason


class ProposeIn(StrictModel):
    opportunity_id: UUID
    participant_id: UUID
    proposed_on: CalendarDate | None = None


class StartIn(StrictModel):
    started_on: CalendarDate | None = None


class CompleteIn(StrictModel):
    completed_on: CalendarDate | None = None
    hours: Hours | None = None


class EndEarlyIn(StrictModel):
    ended_on: CalendarDate | None = None
    by: EndedBy
    reason: Annotated[FreeText, Field(min_length=1)]


class EndingOut(BaseModel):
    on: date
    by: EndedBy


class PlacementOut(BaseModel):
    id: UUID
    opportunity_id: UUID
    employer_id: UUID
    enrolment_id: UUID
    participant_id: UUID
    provider: UUID
    kind: str
    proposed_on: date
    recorded_at: datetime
    status: Status
    started_on: date | None
    completed_on: date | None
    hours: float | None
    ending: EndingOut | None
    version: int

    @classmethod
    def of(cls, placement: Placement) -> Self:
        return cls.model_validate(placement, from_attributes=True)


class ExplainedEndingOut(EndingOut):
    reason: str


class PlacementWithReasonOut(PlacementOut):
    """The same for the purpose of support: with why it ended, which can tell of somebody's health."""

    ending: ExplainedEndingOut | None
