"""Response shape of what is due, for the provider that supports the people."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from services.participants.domain.due.rule import Due, RuleCode


class DueOut(BaseModel):
    """Something that is due of a participant. `since` is the day from which the rule counts; `days_overdue`
    is 0 on the day it falls due, in Wales."""

    id: UUID
    rule: RuleCode
    participant_id: UUID
    enrolment_id: UUID
    reference: str
    programme: str
    lot: str
    mentor: str | None
    since: date | None
    due_on: date
    days_overdue: int

    @classmethod
    def of(cls, due: Due) -> Self:
        return cls.model_validate(due, from_attributes=True)
