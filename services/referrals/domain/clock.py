"""The two clocks of a referral, the same for both sides (handbook 4): by when a decision is due, and by when
a first contact is to be attempted, each with the rule that set the date and every pause."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.referrals.domain.turnround import Deadline


class ClockKind(StrEnum):
    """What is to be done by the date."""

    DECISION = "decision"
    FIRST_CONTACT = "first_contact"


class PauseReason(StrEnum):
    """Why time does not count."""

    RETURNED = "returned_for_information"
    IN_PRISON = "in_prison"


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count: from a day on, until the day on which the clock goes on; None while that is
    not known."""

    reason: PauseReason
    since: date
    until: date | None = None

    @property
    def is_open(self) -> bool:
        return self.until is None


@dataclass(frozen=True, slots=True)
class Clock:
    """One of the two clocks. `stopped_on` is the day on which what it asks for was done, or was no longer to
    be done."""

    kind: ClockKind
    due: Deadline
    pauses: tuple[Pause, ...] = ()
    stopped_on: date | None = None

    @property
    def is_paused(self) -> bool:
        """Whether it stands still: nobody can say yet by when it is due."""
        return self.stopped_on is None and any(pause.is_open for pause in self.pauses)

    def is_overdue(self, today: date) -> bool:
        """Tell whether it still runs after the day on which it was due."""
        return self.stopped_on is None and not self.is_paused and self.due.is_past(today)
