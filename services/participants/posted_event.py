"""A posted event after its shape was checked: what a command is given."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.participants.forms import (
    Achievement,
    ActionPlan,
    Activity,
    Allocation,
    Contact,
    Correction,
    Exit,
    FollowUpReport,
    Intensity,
    Monitoring,
    Needs,
    Registration,
    Resumption,
    Return,
    Risk,
    Suspension,
    Wheel,
)  # fmt: skip

PostedForm = (
    Registration | Needs | Monitoring | Wheel | Risk | Allocation | ActionPlan | Contact | Activity
    | Intensity | Suspension | Resumption | Achievement | Exit | Return | FollowUpReport | Correction
)  # fmt: skip


class PostedEvent(NamedTuple):
    id: str
    record: UUID
    """The id of the record it becomes."""
    kind: str
    subject: str
    programme: str | None
    """The programme meant, where the sender names one."""
    time: datetime
    on: date
    """The date in Wales of `time`, for whatever date the form leaves out."""
    form: Any
    raw_data: bytes
    """The form as the sender wrote it, in JSON: what the record keeps."""
    fingerprint: bytes

    @property
    def registers(self) -> bool:
        # asked of every event, and isinstance is slow with a model's class
        return type(self.form) is Registration


def registrations(batch: Iterable[PostedEvent]) -> list[Registration]:
    """The forms of those that register somebody."""
    return [each.form for each in batch if each.registers]
