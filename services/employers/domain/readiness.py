"""Somebody who is ready for placement, as mentor and participant agreed: all that a match is made of, and
nothing of who it is or how they are (handbook 4)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Certificate:
    kind: str
    expires_on: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether it has not expired by a day; the last day counts."""
        return self.expires_on is None or on <= self.expires_on


@dataclass(frozen=True, slots=True)
class Readiness:
    """What somebody is ready for and brings; of `soc_groups` and `hours_patterns` none is any."""

    enrolment_id: UUID
    participant_id: UUID
    provider: UUID
    ready_on: date
    stale_on: date
    available_from: date
    kinds: tuple[str, ...]
    soc_groups: tuple[int, ...] = ()
    hours_patterns: tuple[str, ...] = ()
    max_hours_per_week: float | None = None
    travel: str = "own_lot"
    drives: bool = False
    certificates: tuple[Certificate, ...] = ()
    legal_requirements_met: tuple[str, ...] = ()
    adjustments: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()

    def is_stale(self, on: date) -> bool:
        """Tell whether nobody confirmed it in time."""
        return on >= self.stale_on

    def certificate(self, kind: str) -> Certificate | None:
        """Find the certificate of a kind that runs longest; None where there is none."""
        held = [each for each in self.certificates if each.kind == kind]
        return max(held, key=lambda each: each.expires_on or date.max, default=None)
