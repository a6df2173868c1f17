"""Defines achievements, and what is decided of them: a claim or a refusal that says why."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID


class Verdict(StrEnum):
    CLAIMED = "claimed"
    REFUSED = "refused"


EVIDENCE: Final = (None, "self_reported", "mentor_verified", "third_party_document")
"""What can stand behind an achievement, weakest first (handbook 3)."""


class Achievement(NamedTuple):
    """Anything a person achieved, recorded as often as it happens (handbook 3)."""

    id: UUID
    kind: str
    achieved_on: date
    evidence: str
    recorded_on: date
    cqfw_level: int | None = None
    led_to: UUID | None = None
    """The achievement it led to directly: the interview that got the job."""
    placement: bool = False
    """It came of a placement, and its id is the placement's; otherwise the provider recorded it."""


class Decision(NamedTuple):
    """One category of one enrolment: claimed or refused, with all that an auditor reads why from."""

    category: str
    verdict: Verdict
    rule: str
    """For a claim, the rule it satisfies last; for a refusal, the rule that it fails."""
    dates: Mapping[str, date] = MappingProxyType({})
    evidence: str | None = None
    achievement: UUID | None = None
    part: str | None = None
    level: int | None = None
    """The highest level (CQFW) among what was achieved in time [4.46]."""
    counted_on: date | None = None
    """The day from which a claim counts: having left, and having achieved it."""

    @property
    def claimed(self) -> bool:
        return self.verdict is Verdict.CLAIMED
