"""Records with what is to be mended in them, as their provider reads them, and how many there are."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.outcomes.domain.quality.finding import Finding


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which findings are asked for: every condition that is given has to hold."""

    rule: str | None = None
    lot: str | None = None
    provider: UUID | None = None


@dataclass(frozen=True, slots=True)
class FindingBatch:
    """How many records of a provider in a lot break a rule."""

    provider: UUID
    lot: str
    rule: str
    records: int


@dataclass(frozen=True, slots=True)
class EnrolmentFinding:
    """A finding, and the enrolment it is about."""

    enrolment_id: UUID
    provider: UUID
    rule: str
    since: date
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordWithFindings:
    """A record with what is to be mended in it."""

    enrolment_id: UUID
    participant: UUID
    provider: UUID
    lot: str
    findings: tuple[Finding, ...]
