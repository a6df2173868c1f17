"""A posted event after its shape was checked: what a command is given."""

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

Form = (
    Registration | Needs | Monitoring | Wheel | Risk | Allocation | ActionPlan | Contact | Activity
    | Intensity | Suspension | Resumption | Achievement | Exit | Return | FollowUpReport | Correction
)  # fmt: skip


class Posted(NamedTuple):
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
    told: bytes
    """The form as the sender wrote it, in JSON: what the record keeps."""
    fingerprint: bytes
