"""Response shape of what is due, for the provider that supports the people."""

from collections.abc import Mapping
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from services.participants.domain.due.rule import Due, RuleCode
from services.participants.schemas.participants import reference_of


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
    def of(cls, due: Due, mentors: Mapping[UUID, str]) -> Self:
        return cls(**{**due._asdict(), "mentor": reference_of(due.mentor, mentors)})
