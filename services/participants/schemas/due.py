"""Request and response shapes of what is due, for the provider that supports the people."""

from collections.abc import Mapping
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from services.participants.domain.due.rule import Due, DueFilter, RuleCode
from services.participants.schemas.participants import reference_of
from shared.web.field_types import Reference, StrictBool, StrictModel
from shared.web.programme_codes import LotCode


class DueSearchIn(StrictModel):
    """What is kept of what is due, `worker` being the provider's own reference of a mentor."""

    worker: Reference
    rule: RuleCode | None = None
    lot: LotCode | None = None
    overdue: StrictBool = False

    def matching(self) -> DueFilter:
        return DueFilter(self.rule, self.worker, self.lot, self.overdue)


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
