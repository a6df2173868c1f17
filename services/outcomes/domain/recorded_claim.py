"""Claims and refusals as they are recorded and read, with all that an auditor asks for (handbook 3)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, or a refusal to claim, with all that an auditor reads why from (handbook 3)."""

    id: UUID
    enrolment_id: UUID
    participant: UUID
    provider: UUID
    programme: str
    lot: str
    category: str
    part: str | None
    decision: str
    rule: str
    dates: dict[str, date]
    evidence: str | None
    achievement: UUID | None
    level: int | None
    counted_on: date | None
    decided_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims are asked for; None is "any"."""

    programme: str | None = None
    category: str | None = None
    decision: str | None = None
    enrolment: UUID | None = None
    participant: UUID | None = None
