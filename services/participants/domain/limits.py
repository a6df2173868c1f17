"""Limits on the processing of a person: a restriction (UK GDPR, article 18), and a legal hold, which keeps
them from being erased (article 17(3))."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from shared.refusal import Refusal


class LimitKind(StrEnum):
    RESTRICTION = "restriction"
    LEGAL_HOLD = "legal_hold"


class RestrictionReason(StrEnum):
    """The grounds on which processing is restricted (article 18(1))."""

    ACCURACY_CONTESTED = "accuracy_contested"
    UNLAWFUL = "unlawful"
    NEEDED_BY_THE_PERSON = "needed_by_the_person"
    OBJECTION_PENDING = "objection_pending"


class LegalHoldReason(StrEnum):
    """Why somebody is kept although they would be erased (article 17(3)(b), (e))."""

    LEGAL_CLAIM = "legal_claim"
    INVESTIGATION = "investigation"
    AUDIT_OF_FUNDING = "audit_of_funding"


WITHOUT_END: Final = date.max


class Limit(NamedTuple):
    """A limit as it was placed; it holds to the end of `until`, or until it is lifted."""

    id: UUID
    participant_id: UUID
    provider: UUID
    kind: LimitKind
    reason: str
    until: date | None
    placed_by: str
    placed_at: datetime
    lifted_by: str | None = None
    lifted_at: datetime | None = None

    def holds(self, on: date) -> bool:
        """Tell whether it holds on a day."""
        return self.lifted_at is None and (self.until is None or self.until >= on)


class LegalHold(Refusal):
    """They are kept (UK GDPR, article 17(3))."""

    code = "legal-hold"
    title = "This person is under a legal hold and cannot be erased."


class LimitOver(Refusal):
    code = "limit-over"
    status = 422
    title = "The last day is past."
