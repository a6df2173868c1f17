"""Why the glass may be broken: the reasons for which somebody reads a person whom they normally cannot."""

from enum import StrEnum


class BreakGlassReason(StrEnum):
    """A closed list, so that no reason says anything about the person."""

    RISK_TO_LIFE = "risk_to_life"
    SAFEGUARDING = "safeguarding"
    COURT_ORDER = "court_order"
    PROVIDER_UNREACHABLE = "provider_unreachable"
