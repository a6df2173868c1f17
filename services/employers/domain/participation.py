"""Who may be placed: what employers has heard about an enrolment, and nothing about the person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.employers.domain.refusals import NotTakingPart, ParticipantUnknown


@dataclass(frozen=True, slots=True)
class Participation:
    """An enrolment as its facts tell. `left_on` can be missing for somebody who left."""

    enrolment_id: UUID
    participant_id: UUID
    provider: UUID
    lot: str
    registered_on: date
    is_open: bool = True
    left_on: date | None = None

    def left(self, on: date | None) -> "Participation":
        return replace(self, is_open=False, left_on=on)

    def came_back(self) -> "Participation":
        """Leaving is never final (handbook 1): the enrolment goes on as if it had not been left [3.101]."""
        return replace(self, is_open=True, left_on=None)

    def takes_part(self, on: date) -> bool:
        """Counted by the day itself: a placement is often written down after the person has left. Of
        somebody who left on an unknown day nothing can be said, so they cannot be proposed."""
        if on < self.registered_on:
            return False
        return self.is_open or (self.left_on is not None and on <= self.left_on)


def to_be_proposed(known: Sequence[Participation], on: date) -> Participation:
    """Which of one person's enrolments with a provider a proposal belongs to: of those that run on that day
    the one begun last.

    Raises ParticipantUnknown, NotTakingPart."""
    if not known:
        raise ParticipantUnknown
    running = [each for each in known if each.takes_part(on)]
    if not running:
        raise NotTakingPart
    return max(running, key=lambda each: (each.registered_on, each.enrolment_id))
