"""A record: one posted event as it is kept and shown, never changed, never deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Record:
    """`happened_at` is the event's time, `recorded_at` when it was posted. `missing` names the mandatory
    fields that the form lacked."""

    id: UUID
    kind: str
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    answers: dict[str, Any]
    missing: tuple[str, ...]
