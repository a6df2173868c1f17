"""What a provider's system is told about its enrolments that it did not post itself."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from services.participants.domain.due.rule import RuleCode


class ChangeKind(StrEnum):
    """What happened: the follow-up six months after leaving fell due, or any other item of the due list."""

    FOLLOW_UP_DUE = "follow-up.due"
    ITEM_DUE = "item.due"


class Place(NamedTuple):
    """A place in the order of changes: a transaction, and a number within it."""

    xid: int
    seq: int


class Change(NamedTuple):
    """Something that fell due of an enrolment; `reference` is the provider's own of the person."""

    id: UUID
    place: Place
    participant_id: UUID
    enrolment_id: UUID
    reference: str
    rule: RuleCode
    due_on: date
    recorded_at: datetime

    @property
    def kind(self) -> ChangeKind:
        if self.rule is RuleCode.SIX_MONTH_FOLLOW_UP:
            return ChangeKind.FOLLOW_UP_DUE
        return ChangeKind.ITEM_DUE
