"""An opportunity: what an employer offers, how many places it has, and the only moves it can make."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from services.employers.domain.dates import not_before
from services.employers.domain.employer import EmployerId
from services.employers.domain.refusals import NoPlaceLeft, NotYours, OpportunityOver

OpportunityId = NewType("OpportunityId", UUID)


FULL_TIME_HOURS: Final = 30
"""From so many hours a week on a placement is full-time (**ours**)."""


class CloseReason(StrEnum):
    FILLED = "filled"
    WITHDRAWN_BY_EMPLOYER = "withdrawn_by_employer"
    NOBODY_SUITABLE = "nobody_suitable"
    """Nobody could be found in time, as for a supermarket's twelve jobs [4.35]."""
    ENTERED_BY_MISTAKE = "entered_by_mistake"


@dataclass(frozen=True, slots=True)
class Closing:
    """When no more proposals were taken, why, and when that was recorded."""

    on: date
    reason: CloseReason
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Opportunity:
    """`filled` counts the places held by placements: proposed, started, completed, or ended after a start."""

    id: OpportunityId
    employer_id: EmployerId
    opened_by: UUID
    opened_at: datetime
    lot: str
    kind: str
    role: str
    soc_group: int
    places: int
    starts_on: date | None
    ends_on: date | None
    hours_per_week: float | None
    site: str | None
    """The name of one of the employer's sites."""
    hours_patterns: tuple[str, ...]
    certificates: tuple[str, ...]
    legal_requirements: tuple[str, ...]
    """What the law asks of whoever does the work: nothing else may exclude anybody."""
    needs_driver: bool
    interests: tuple[str, ...]
    """What the work is about."""
    requirements: tuple[str, ...]
    ring_fenced: bool
    closes_on: date | None
    filled: int = 0
    closing: Closing | None = None
    version: int = 1

    def check_dates(self) -> "Opportunity":
        """Check that it does not end before it starts. Raises DatesOutOfOrder."""
        if self.starts_on is not None and self.ends_on is not None:
            not_before(self.ends_on, self.starts_on, field="ends_on")
        return self

    @property
    def places_left(self) -> int:
        return self.places - self.filled

    def check_open(self, on: date) -> None:
        """Raises OpportunityOver unless somebody could be proposed on a day, were a place left."""
        if self.closing is not None or (self.closes_on is not None and on > self.closes_on):
            raise OpportunityOver

    def take_places(self, on: date, count: int = 1) -> "Opportunity":
        """Hold places for people who are proposed on a day. The closing date counts by that day and not by
        the day of recording.

        Raises OpportunityOver, NoPlaceLeft."""
        self.check_open(on)
        if count > self.places_left:
            raise NoPlaceLeft(places=self.places)
        return self._changed(filled=self.filled + count)

    def free_place(self) -> "Opportunity":
        """Give back the place of somebody who will not come: another person can have it."""
        return self._changed(filled=self.filled - 1)

    def close(self, reason: CloseReason, *, by: UUID, on: date, recorded_at: datetime) -> "Opportunity":
        """Take no more proposals; those made stay. Raises NotYours, OpportunityOver."""
        if by != self.opened_by:
            raise NotYours
        if self.closing is not None:
            raise OpportunityOver
        return self._changed(closing=Closing(on, reason, recorded_at))

    def is_open(self, on: date) -> bool:
        """Tell whether somebody can be proposed on a day."""
        in_time = self.closes_on is None or on <= self.closes_on
        return self.closing is None and in_time and self.filled < self.places

    def _changed(self, **changes: object) -> "Opportunity":
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]
