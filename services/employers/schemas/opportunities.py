"""The shapes of opportunities."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, Strict

from services.employers.commands.open_opportunity import NewOpportunity
from services.employers.domain.opportunity import CloseReason, Opportunity
from shared.contracts.vocabulary import Lot, PlacementKind
from shared.web.field_types import CalendarDate, SingleLine, StrictBool, StrictModel


class OpportunityIn(StrictModel):
    employer_id: UUID
    lot: Lot
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
