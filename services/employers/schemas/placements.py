"""The shapes of placements."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.employers.domain.placement import EndedBy, Party, Placement, Status, Verdict
from shared.web.field_types import CalendarDate, FreeText, Hours, StrictModel


class ProposeIn(StrictModel):
    opportunity_id: UUID
    participant_id: UUID
    proposed_on: CalendarDate | None = None


class AgreeIn(StrictModel):
    """Who agreed: the participant first, and then the employer."""

    by: Party
    agreed_on: CalendarDate | None = None


class StartIn(StrictModel):
    started_on: CalendarDate | None = None


class CompleteIn(StrictModel):
    completed_on: CalendarDate | None = None
    hours: Hours | None = None


class EndEarlyIn(StrictModel):
    ended_on: CalendarDate | None = None
    by: EndedBy
    reason: Annotated[FreeText, Field(min_length=1)]


class ReviewIn(StrictModel):
    """How a placement that is over went, as one of the two says."""

    by: Party
    verdict: Verdict
    reviewed_on: CalendarDate | None = None


class ReviewOut(BaseModel):
    on: date
    verdict: Verdict


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
    participant_agreed_on: date | None
    employer_agreed_on: date | None
    started_on: date | None
    completed_on: date | None
    hours: float | None
    ending: EndingOut | None
    participant_review: ReviewOut | None
    employer_review: ReviewOut | None
    version: int

    @classmethod
    def of(cls, placement: Placement) -> Self:
        return cls.model_validate(placement, from_attributes=True)


class ExplainedEndingOut(EndingOut):
    reason: str


class PlacementWithReasonOut(PlacementOut):
    """The same for the purpose of support: with why it ended, which can tell of somebody's health."""

    ending: ExplainedEndingOut | None
