"""The status six months after leaving, as it falls due (handbook 3)."""

from datetime import date
from typing import NamedTuple
from uuid import UUID


class FollowUpWindow(NamedTuple):
    """When the status can first be observed, is due, and can last be observed."""

    opens_on: date
    due_on: date
    closes_on: date


class DueFollowUp(NamedTuple):
    """An enrolment whose follow-up has fallen due."""

    enrolment_id: UUID
    participant_id: UUID
    provider: UUID
    programme: str
    left_on: date
