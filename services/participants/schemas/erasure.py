"""Request and response shapes of an erasure."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from services.participants.domain.erasure import Erasure, ErasureReason
from shared.web.field_types import StrictModel


class ErasureIn(StrictModel):
    reason: ErasureReason


class ErasureOut(BaseModel):
    """That somebody was erased, why, by which system and when."""

    participant_id: UUID
    reason: ErasureReason
    erased_by: str
    erased_at: datetime

    @classmethod
    def of(cls, erasure: Erasure) -> Self:
        return cls(**{name: getattr(erasure, name) for name in cls.model_fields})
