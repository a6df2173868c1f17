"""Facts that participants publishes about who is ready for placement."""

from datetime import date

from pydantic import BaseModel

from shared.contracts.participant import TOPIC, EnrolmentFact
from shared.contracts.vocabulary import (
    Adjustment,
    CertificateKind,
    HoursPattern,
    Interest,
    LegalRequirement,
    PlacementKind,
    Travel,
)


class CertificateHeld(BaseModel):
    """A certificate, and its last day where it has one."""

    kind: CertificateKind
    expires_on: date | None = None


class ReadyForPlacement(
    EnrolmentFact, type="cymru.dolen.participant.ready-for-placement.v1", topic=TOPIC, key="enrolment_id"
):
    """Mentor and participant agreed that the person is ready for placement, or confirmed it: all that a match
    is made of, in words of closed lists, and nothing of health, substances or justice."""

    ready_on: date
    """When it was agreed or confirmed last."""
    stale_on: date
    """From when on it is stale unless it is confirmed."""
    available_from: date
    kinds: tuple[PlacementKind, ...]
    soc_groups: tuple[int, ...] = ()
    """Major groups of the Standard Occupational Classification; none is any."""
    hours_patterns: tuple[HoursPattern, ...] = ()
    """None is any."""
    max_hours_per_week: float | None = None
    travel: Travel = Travel.OWN_LOT
    drives: bool = False
    certificates: tuple[CertificateHeld, ...] = ()
    legal_requirements_met: tuple[LegalRequirement, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    interests: tuple[Interest, ...] = ()


class NoLongerReady(
    EnrolmentFact, type="cymru.dolen.participant.no-longer-ready.v1", topic=TOPIC, key="enrolment_id"
):
    """The person is not ready for placement any more. Why is nobody else's concern: it can be a relapse."""
