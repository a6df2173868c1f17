"""The status six months after leaving: as it falls due, and which of several stands (handbook 3)."""

from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

_NOT_FOLLOWED_UP: Final = "not_followed_up"


class FollowUpWindow(NamedTuple):
    """When the status can first be observed, is due, and can last be observed."""

    opens_on: date
    due_on: date
    closes_on: date

    def holds(self, on: date) -> bool:
        return self.opens_on <= on <= self.closes_on


class FollowUp(NamedTuple):
    """A status, and the day on which it was observed; None for one that was told before days were kept."""

    status: str
    observed_on: date | None

    def or_stays(self, before: "FollowUp | None", window: FollowUpWindow | None) -> "FollowUp":
        """Tell whether this stands, or the one that was told before it: of those that establish the status,
        and else of all, the one observed last, whenever it was told. "Not followed up" unsays no status."""
        if before is None:
            return self
        return max(self, before, key=lambda each: (each._establishes(window), each.observed_on or date.min))

    def _establishes(self, window: FollowUpWindow | None) -> bool:
        is_in_time = self.observed_on is None or (window is not None and window.holds(self.observed_on))
        return is_in_time and self.status != _NOT_FOLLOWED_UP


class DueFollowUp(NamedTuple):
    """An enrolment whose follow-up has fallen due."""

    enrolment_id: UUID
    participant_id: UUID
    provider: UUID
    programme: str
    left_on: date
