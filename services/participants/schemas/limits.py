"""Request and response shapes of limits on processing."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel

from services.participants.domain.limits import LegalHoldReason, Limit, LimitKind, RestrictionReason
from shared.web.field_types import CalendarDate, StrictModel


class RestrictionIn(StrictModel):
    """`until` is the last day; without one it holds until it is lifted."""

    reason: RestrictionReason
    until: CalendarDate | None = None


class LegalHoldIn(StrictModel):
    """`until` is the last day; without one it holds until it is lifted."""

    reason: LegalHoldReason
    until: CalendarDate | None = None


class LimitOut(BaseModel):
    """A limit that holds, why, until when, and which system placed it."""

    kind: LimitKind
    reason: str
    until: date | None
    placed_by: str
    placed_at: datetime

    @classmethod
    def of(cls, limit: Limit) -> Self:
        return cls(**{name: getattr(limit, name) for name in cls.model_fields})
