"""One referral and the only moves it can make."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.referrals.domain.clock import Clock, ClockKind, Pause, PauseReason
from services.referrals.domain.refusals import AlreadyDecided, BeforeLastMove, NotYours, SameLot
from services.referrals.domain.turnround import Deadline

ReferralId = NewType("ReferralId", UUID)
PartnerId = NewType("PartnerId", UUID)


class Status(StrEnum):
    RECEIVED = "received"
    UNDER_REVIEW = "under_review"
    REDIRECTED = "redirected"
    """Sent on to another lot, whose provider decides now."""
    RETURNED = "returned"
    """Waiting for information from the referrer."""
    ACCEPTED = "accepted"
    ALLOCATED = "allocated"
    """A mentor was chosen, who is to ring."""
    CONTACT_ATTEMPTED = "contact_attempted"
    REGISTERED = "registered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


CAME_TO_NOTHING = frozenset({Status.DECLINED, Status.WITHDRAWN})
"""Who was referred is read no longer, and erased when the programme's period is over."""
UNDECIDED = frozenset({Status.RECEIVED, Status.UNDER_REVIEW, Status.REDIRECTED, Status.RETURNED})
TAKEN_ON = frozenset({Status.ACCEPTED, Status.ALLOCATED, Status.CONTACT_ATTEMPTED})
"""Accepted and not registered yet: it can still come to nothing [3.17, 3.42]."""
CONTACT_AWAITED = frozenset({Status.ACCEPTED, Status.ALLOCATED})


class Stage(StrEnum):
    """How far the person got, as coarse as the referrer may know it (handbook 3, "Who sees which")."""

    NOT_STARTED = "not_started"
    TAKING_PART = "taking_part"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Progress:
    """What came back from the people who work with the person: of work, the day as the provider recorded it,
    and that on which a placement began."""

    stage: Stage = Stage.NOT_STARTED
    registered_on: date | None = None
    left_on: date | None = None
    may_share_work: bool = False
    work_recorded_on: date | None = None
    placed_on: date | None = None

    @property
    def into_work_on(self) -> date | None:
        """The day on which work was found; None where it is not known or the referrer may not know."""
        days = [day for day in (self.work_recorded_on, self.placed_on) if day is not None]
        return min(days) if days and self.may_share_work else None

    @property
    def into_work(self) -> bool | None:
        """Whether the person found work; None where it is not known or the referrer may not know."""
        return None if self.into_work_on is None else True


@dataclass(frozen=True, slots=True)
class Decline:
    """Who declined, why, what was offered instead, and from when to try again (handbook 4)."""

    by: str
    reason: str
    criterion: str | None
    offered_instead: str
    try_again_from: date | None


@dataclass(frozen=True, slots=True)
class ReferralMove:
    """The state that a move led to, on which day, in whose hands, and when it was recorded."""

    version: int
    status: Status
    on: date
    lot: str
    provider: UUID
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Referral:
    id: ReferralId
    reference: str
    programme: str
    referrer: PartnerId
    provider: PartnerId
    lot: str
    source: str
    made_on: date
    received_at: datetime
    decision_due: Deadline
    moved_on: date
    """The day of the last move, which may be earlier than when it was recorded."""
    status: Status = Status.RECEIVED
    decided_on: date | None = None
    decline_details: Decline | None = None
    questions: str | None = None
    withdrawn_by: str | None = None
    """The referrer, or the person through them."""
    released_on: date | None = None
    """When somebody who is in prison will be, or was, released [3.12]."""
    contact_due: Deadline | None = None
    contact_attempted_on: date | None = None
    """When contact was first attempted after the person was taken on."""
    pauses: tuple[Pause, ...] = ()
    """When the referral waited for its referrer, in order."""
    written_by: UUID | None = None
    """The provider that wrote the referral down for somebody else, or for the person themselves."""
    enrolment_id: UUID | None = None
    """The enrolment that the person was registered as."""
    progress: Progress = Progress()
    version: int = 1

    def check_follows(self, on: date, *, pointer: str) -> None:
        """Check that a move does not come before the last one. Raises BeforeLastMove."""
        if on < self.moved_on:
            raise BeforeLastMove(pointer=pointer)

    def review(self, *, by: UUID, on: date) -> "Referral":
        """Begin to look at it. Raises NotYours, AlreadyDecided."""
        self._check_may_move(by, frozenset({Status.RECEIVED, Status.REDIRECTED}))
        return self._moved(on, status=Status.UNDER_REVIEW)

    def accept(self, *, by: UUID, on: date, contact_due: Deadline) -> "Referral":
        """Take the person on (handbook 4). Raises NotYours, AlreadyDecided."""
        self._check_may_move(by, UNDECIDED)
        return self._moved(on, status=Status.ACCEPTED, decided_on=on, contact_due=contact_due)

    def allocate(self, *, by: UUID, on: date) -> "Referral":
        """Note that a mentor was chosen for the person. Raises NotYours, AlreadyDecided."""
        self._check_may_move(by, frozenset({Status.ACCEPTED}))
        return self._moved(on, status=Status.ALLOCATED)

    def attempt_contact(self, *, by: UUID, on: date) -> "Referral":
        """Note that contact was attempted, for the first time or again. Raises NotYours, AlreadyDecided."""
        self._check_may_move(by, TAKEN_ON)
        first = self.contact_attempted_on or on
        return self._moved(on, status=Status.CONTACT_ATTEMPTED, contact_attempted_on=first)

    def decline(self, details: Decline, *, by: UUID, on: date) -> "Referral":
        """Say no, for the provider or for the person. That is possible until the person is registered: the
        mentor rings, and only then it shows (handbook 4, [3.17, 3.21, 3.42]). The day of the decision stays
        that of the first one. Raises NotYours, AlreadyDecided."""
        self._check_may_move(by, UNDECIDED | TAKEN_ON)
        decided_on = self.decided_on or on
        return self._moved(on, status=Status.DECLINED, decided_on=decided_on, decline_details=details)

    def redirect(
        self, *, by: UUID, on: date, lot: str, provider: PartnerId, decision_due: Deadline
    ) -> "Referral":
        """Hand it on to another lot, which has its own time to decide.

        Raises NotYours, AlreadyDecided, SameLot."""
        self._check_may_move(by, UNDECIDED)
        if lot == self.lot:
            raise SameLot(lot=lot)
        return self._moved(
            on, status=Status.REDIRECTED, lot=lot, provider=provider, decision_due=decision_due
        )

    def return_for_information(self, questions: str, *, by: UUID, on: date) -> "Referral":
        """Ask the referrer for information, which pauses the clock. Raises NotYours, AlreadyDecided."""
        self._check_may_move(by, UNDECIDED - {Status.RETURNED})
        pauses = (*self.pauses, Pause(PauseReason.RETURNED, on))
        return self._moved(on, status=Status.RETURNED, questions=questions, pauses=pauses)

    def answer(self, *, by: UUID, on: date, resumes: Callable[["Referral"], Deadline]) -> "Referral":
        """Give the referrer's answer: the time to decide goes on, to the day that `resumes` sets. Raises
        NotYours, AlreadyDecided."""
        if by != self.referrer:
            raise NotYours
        if self.status is not Status.RETURNED:
            raise AlreadyDecided(state=self.status)
        return self._moved(on, status=Status.RECEIVED, questions=None, decision_due=resumes(self))

    def withdraw(self, *, by: UUID, on: date, on_behalf_of: str) -> "Referral":
        """Take it back, for the referrer or for the person; possible until the person is registered.

        Raises NotYours, AlreadyDecided."""
        if by != self.referrer:
            raise NotYours
        if self.status not in UNDECIDED | TAKEN_ON:
            raise AlreadyDecided(state=self.status)
        return self._moved(on, status=Status.WITHDRAWN, withdrawn_by=on_behalf_of)

    def registered(self, *, enrolment_id: UUID, on: date, may_share_work: bool) -> "Referral":
        """Note that the person was registered from this referral: a fact, which no state can refuse."""
        progress = replace(
            self.progress, stage=Stage.TAKING_PART, registered_on=on, may_share_work=may_share_work
        )
        return self._moved(on, status=Status.REGISTERED, enrolment_id=enrolment_id, progress=progress)

    def consented_to_share_work(self, *, given: bool, on: date) -> "Referral":
        """Note whether the referrer may learn of work from now on."""
        if self.progress.may_share_work == given:
            return self
        return self._moved(on, progress=replace(self.progress, may_share_work=given))

    def left(self, *, on: date | None) -> "Referral":
        """Note that the person left; the day can be unknown."""
        return self._moved(on, progress=replace(self.progress, stage=Stage.LEFT, left_on=on))

    def came_back(self, *, on: date) -> "Referral":
        """Note that the person takes part again."""
        return self._moved(on, progress=replace(self.progress, stage=Stage.TAKING_PART, left_on=None))

    def found_work(self, *, on: date) -> "Referral":
        """Note that the provider recorded work; the first record counts. It is kept only where the person
        agreed that the referrer may know: if they agree later, their records are told anew."""
        if not self.progress.may_share_work or self.progress.work_recorded_on is not None:
            return self
        return self._told_of_work(replace(self.progress, work_recorded_on=on))

    def placed_in_work(self, *, on: date) -> "Referral":
        """Note that a placement in work began; the first one counts. It is told only where the person agreed,
        and kept without that, because it is not told again if they agree later."""
        if self.progress.placed_on is not None:
            return self
        return self._told_of_work(replace(self.progress, placed_on=on))

    def not_registered(self, status: Status, *, on: date) -> "Referral":
        """Return to what it was before the person was registered, `on` the day of its last move then."""
        return self._moved(on, status=status, enrolment_id=None, progress=Progress())

    @property
    def came_to_nothing(self) -> bool:
        """Whether it was declined or withdrawn, so that nobody needs to know who it was about."""
        return self.status in CAME_TO_NOTHING

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """The two clocks, of which the second begins when the person is taken on."""
        decided_on = None if self.status in UNDECIDED else self.decided_on or self.moved_on
        decision = Clock(ClockKind.DECISION, self.decision_due, self.pauses, decided_on)
        if self.contact_due is None:
            return (decision,)
        return decision, Clock(
            ClockKind.FIRST_CONTACT, self.contact_due, self._time_in_prison(), self._contact_stopped_on()
        )

    def is_overdue(self, today: date) -> bool:
        """Tell whether one of its clocks is."""
        return any(clock.is_overdue(today) for clock in self.clocks)

    def _time_in_prison(self) -> tuple[Pause, ...]:
        """The time between the decision and the release, in which nobody can be rung [3.12]."""
        if self.decided_on is None or self.released_on is None or self.released_on <= self.decided_on:
            return ()
        return (Pause(PauseReason.IN_PRISON, self.decided_on, self.released_on),)

    def _contact_stopped_on(self) -> date | None:
        if self.contact_attempted_on is not None or self.status in CONTACT_AWAITED:
            return self.contact_attempted_on
        return self.progress.registered_on or self.moved_on

    def _check_may_move(self, by: UUID, states: AbstractSet[Status]) -> None:
        if by != self.provider:
            raise NotYours
        if self.status not in states:
            raise AlreadyDecided(state=self.status)

    def _told_of_work(self, progress: Progress) -> "Referral":
        """Move on the day of work only where the referrer may know of it."""
        is_told = progress.into_work_on != self.progress.into_work_on
        return self._moved(progress.into_work_on if is_told else None, progress=progress)

    def _moved(self, on: date | None, **changes: object) -> "Referral":
        moved = replace(self, version=self.version + 1, moved_on=on or self.moved_on, **changes)  # type: ignore[arg-type]
        if self.status is not Status.RETURNED or moved.status is Status.RETURNED:
            return moved
        *earlier, last = self.pauses
        return replace(moved, pauses=(*earlier, replace(last, until=moved.moved_on)))
