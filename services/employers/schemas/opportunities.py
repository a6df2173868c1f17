"""The shapes of opportunities."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, Strict

from services.employers.commands.open_opportunity import NewOpportunity
from services.employers.domain.opportunity import CloseReason, Opportunity
from shared.contracts.vocabulary import (
    CertificateKind,
    HoursPattern,
    Interest,
    LegalRequirement,
    PlacementKind,
)
from shared.web.field_types import CalendarDate, SingleLine, StrictBool, StrictModel
from shared.web.programme_codes import LotCode


class OpportunityIn(StrictModel):
    employer_id: UUID
    lot: LotCode
    kind: PlacementKind
    role: SingleLine
    soc_group: Annotated[int, Strict(), Field(ge=1, le=9)]
    """The major group of the Standard Occupational Classification."""
    places: Annotated[int, Strict(), Field(ge=1, le=10_000)]
    starts_on: CalendarDate | None = None
    ends_on: CalendarDate | None = None
    site: SingleLine | None = None
    """The name of one of the employer's sites."""
    hours_per_week: Annotated[float, Strict(), Field(ge=0, le=168, allow_inf_nan=False)] | None = None
    hours_patterns: tuple[HoursPattern, ...] = Field(default=(), max_length=5)
    """When in the day or the week the work is done: who is matched can work at all of these times."""
    certificates: tuple[CertificateKind, ...] = Field(default=(), max_length=64)
    """Without which the work cannot be done."""
    legal_requirements: tuple[LegalRequirement, ...] = Field(default=(), max_length=4)
    """What the law asks of whoever does the work; nothing else may exclude anybody."""
    needs_driver: StrictBool = False
    interests: tuple[Interest, ...] = Field(default=(), max_length=11)
    """What the work is about: who likes it comes first."""
    requirements: tuple[SingleLine, ...] = Field(default=(), max_length=20)
    """What else people should be able to do, in words for people: nobody is matched by it."""
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
    soc_group: int
    places: int
    filled: int
    starts_on: date | None
    ends_on: date | None
    site: str | None
    hours_per_week: float | None
    hours_patterns: tuple[str, ...]
    certificates: tuple[str, ...]
    legal_requirements: tuple[str, ...]
    needs_driver: bool
    interests: tuple[str, ...]
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
