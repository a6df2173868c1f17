"""Records with what is to be mended in them, as their provider reads them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.outcomes.domain.quality.finding import Finding


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
