"""An enrolment as far as placing needs it: whether somebody takes part on a day (handbook 4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.employers.domain.refusals import NotAgreedToMatching, NotTakingPart, ParticipantUnknown


@dataclass(frozen=True, slots=True)
class Participation:
    """An enrolment as its facts say. `left_on` can be missing for somebody who left."""

    enrolment_id: UUID
    participant_id: UUID
    provider: UUID
    lot: str
    registered_on: date
    is_open: bool = True
    left_on: date | None = None
    may_be_matched: bool = True
    """Not, once the person said that they do not want to be put forward to employers (handbook 2)."""

    def left(self, on: date | None) -> "Participation":
        """Note that the person left; the day can be unknown."""
        return replace(self, is_open=False, left_on=on)

    def came_back(self) -> "Participation":
        """Note that the person takes part again. Leaving is never final (handbook 1): the enrolment goes on
        as if it had not been left [3.101]."""
        return replace(self, is_open=True, left_on=None)

    def consented_to_matching(self, *, given: bool) -> "Participation":
        """Note whether the person may be put forward from now on."""
        return replace(self, may_be_matched=given)

    def takes_part(self, on: date) -> bool:
        """Tell whether somebody can be proposed for a day. The day itself counts, because a placement is
        often recorded after the person has left. Of somebody who left on an unknown day nothing can be said,
        so they cannot be proposed."""
        if on < self.registered_on:
            return False
        return self.is_open or (self.left_on is not None and on <= self.left_on)


def to_be_proposed(known: Sequence[Participation], on: date) -> Participation:
    """Choose the enrolment that a proposal belongs to, among one person's with a provider: of those that run
    on that day the one begun last.

    Raises ParticipantUnknown, NotTakingPart, NotAgreedToMatching."""
    if not known:
        raise ParticipantUnknown
    running = [each for each in known if each.takes_part(on)]
    if not running:
        raise NotTakingPart
    chosen = max(running, key=lambda each: (each.registered_on, each.enrolment_id))
    if not chosen.may_be_matched:
        raise NotAgreedToMatching
    return chosen
