"""A placement: one person's place at one employer, and the only moves it can make (handbook 4)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from services.employers.domain.dates import not_before
from services.employers.domain.employer import EmployerId
from services.employers.domain.opportunity import OpportunityId
from services.employers.domain.refusals import AlreadyReviewed, MoveNotPossible, NotYours

PlacementId = NewType("PlacementId", UUID)


class Status(StrEnum):
    PROPOSED = "proposed"
    AGREED_BY_PARTICIPANT = "agreed_by_participant"
    AGREED_BY_EMPLOYER = "agreed_by_employer"
    """By both: the employer is asked once the person wants it."""
    STARTED = "started"
    COMPLETED = "completed"
    ENDED_EARLY = "ended_early"


class Party(StrEnum):
    """Who agrees to a placement, in this order."""

    PARTICIPANT = "participant"
    EMPLOYER = "employer"


class Verdict(StrEnum):
    """How a placement went, as one of the two says afterwards."""

    WENT_WELL = "went_well"
    MIXED = "mixed"
    WENT_BADLY = "went_badly"


class EndedBy(StrEnum):
    PARTICIPANT = "participant"
    EMPLOYER = "employer"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Ending:
    """By whom and why it ended early (handbook 4). The reason can tell of somebody's health: it is kept
    encrypted and shown only where the purpose is support."""

    on: date
    by: EndedBy
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """What one of the two says of a placement that is over."""

    on: date
    verdict: Verdict


_NOT_OVER: Final = (
    Status.PROPOSED,
    Status.AGREED_BY_PARTICIPANT,
    Status.AGREED_BY_EMPLOYER,
    Status.STARTED,
)


@dataclass(frozen=True, slots=True)
class Placement:
    id: PlacementId
    opportunity_id: OpportunityId
    employer_id: EmployerId
    enrolment_id: UUID
    participant_id: UUID
    provider: UUID
    kind: str
    proposed_on: date
    recorded_at: datetime
    status: Status = Status.PROPOSED
    participant_agreed_on: date | None = None
    employer_agreed_on: date | None = None
    started_on: date | None = None
    completed_on: date | None = None
    hours: float | None = None
    ending: Ending | None = None
    participant_review: Review | None = None
    employer_review: Review | None = None
    version: int = 1

    def agree(self, party: Party, *, by: UUID, on: date) -> "Placement":
        """Note that the participant agreed, and then the employer (handbook 4).

        Raises NotYours, MoveNotPossible, DatesOutOfOrder."""
        if party is Party.PARTICIPANT:
            self._check_move(by, Status.PROPOSED)
            not_before(on, self._last_moved_on, field="agreed_on")
            return self._moved(status=Status.AGREED_BY_PARTICIPANT, participant_agreed_on=on)
        self._check_move(by, Status.AGREED_BY_PARTICIPANT)
        not_before(on, self._last_moved_on, field="agreed_on")
        return self._moved(status=Status.AGREED_BY_EMPLOYER, employer_agreed_on=on)

    def start(self, *, by: UUID, on: date) -> "Placement":
        """Begin: the first day there, once both agreed. Raises NotYours, MoveNotPossible, DatesOutOfOrder."""
        self._check_move(by, Status.AGREED_BY_EMPLOYER)
        not_before(on, self._last_moved_on, field="started_on")
        return self._moved(status=Status.STARTED, started_on=on)

    def complete(self, *, by: UUID, on: date, hours: float | None) -> "Placement":
        """Note that it ran to its end: for work experience and volunteering that is an outcome (handbook 4).

        Raises NotYours, MoveNotPossible, DatesOutOfOrder."""
        self._check_move(by, Status.STARTED)
        not_before(on, self._last_moved_on, field="completed_on")
        return self._moved(status=Status.COMPLETED, completed_on=on, hours=hours)

    def end_early(self, ending: Ending, *, by: UUID) -> "Placement":
        """Note that it will not run to its end: somebody stopped it, or declined before it began.

        Raises NotYours, MoveNotPossible, DatesOutOfOrder."""
        self._check_move(by, *_NOT_OVER)
        not_before(ending.on, self._last_moved_on, field="ended_on")
        return self._moved(status=Status.ENDED_EARLY, ending=ending)

    def review(self, party: Party, told: Review, *, by: UUID) -> "Placement":
        """Note what one of the two says of a placement that is over; what never began is not reviewed.

        Raises NotYours, MoveNotPossible, AlreadyReviewed, DatesOutOfOrder."""
        self._check_move(by, Status.COMPLETED, Status.ENDED_EARLY)
        if self.started_on is None:
            raise MoveNotPossible(state=self.status)
        if (self.participant_review if party is Party.PARTICIPANT else self.employer_review) is not None:
            raise AlreadyReviewed(pointer="/by")
        ended_on = self.ending.on if self.ending is not None else self.completed_on
        not_before(told.on, ended_on or self.started_on, field="reviewed_on")
        return self._moved(**{f"{party}_review": told})

    @property
    def holds_place(self) -> bool:
        """Whether its place is taken. One that was never begun is free again, one that ended after its start
        was used."""
        return self.status is not Status.ENDED_EARLY or self.started_on is not None

    @property
    def _last_moved_on(self) -> date:
        """The day of the last move."""
        return self.started_on or self.employer_agreed_on or self.participant_agreed_on or self.proposed_on

    def _check_move(self, by: UUID, *since: Status) -> None:
        if by != self.provider:
            raise NotYours
        if self.status not in since:
            raise MoveNotPossible(state=self.status)

    def _moved(self, **changes: object) -> "Placement":
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]
