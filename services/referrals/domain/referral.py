"""One referral and the only moves it can make."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.referrals.domain.refusals import AlreadyDecided, NotYours, SameLot
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
    REGISTERED = "registered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


CAME_TO_NOTHING = frozenset({Status.DECLINED, Status.WITHDRAWN})
"""Who was referred is read no longer, and erased when the programme's period is over."""
UNDECIDED = frozenset({Status.RECEIVED, Status.UNDER_REVIEW, Status.REDIRECTED, Status.RETURNED})


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
    enrolment_id: UUID | None = None
    """The enrolment that the person was registered as."""
    progress: Progress = Progress()
    version: int = 1

    def accept(self, *, by: UUID, on: date) -> "Referral":
        """Take the person on (handbook 4). Raises NotYours, AlreadyDecided."""
        self._check_may_decide(by)
        return self._moved(on, status=Status.ACCEPTED, decided_on=on)

    def decline(self, details: Decline, *, by: UUID, on: date) -> "Referral":
        """Say no, for the provider or for the person (handbook 4). Raises NotYours, AlreadyDecided."""
        self._check_may_decide(by)
        return self._moved(on, status=Status.DECLINED, decided_on=on, decline_details=details)

    def redirect(
        self, *, by: UUID, on: date, lot: str, provider: PartnerId, decision_due: Deadline
    ) -> "Referral":
        """Hand it on to another lot, which has its own time to decide.

        Raises NotYours, AlreadyDecided, SameLot."""
        self._check_may_decide(by)
        if lot == self.lot:
            raise SameLot(lot=lot)
        return self._moved(
            on, status=Status.REDIRECTED, lot=lot, provider=provider, decision_due=decision_due
        )

    def return_for_information(self, questions: str, *, by: UUID, on: date) -> "Referral":
        """Ask the referrer for information. Raises NotYours, AlreadyDecided."""
        self._check_may_decide(by)
        return self._moved(on, status=Status.RETURNED, questions=questions)

    def answer(self, *, by: UUID, on: date, decision_due: Deadline) -> "Referral":
        """Give the referrer's answer: the time to decide begins anew. Raises NotYours, AlreadyDecided."""
        if by != self.referrer:
            raise NotYours
        if self.status is not Status.RETURNED:
            raise AlreadyDecided(state=self.status)
        return self._moved(on, status=Status.RECEIVED, questions=None, decision_due=decision_due)

    def withdraw(self, *, by: UUID, on: date, on_behalf_of: str) -> "Referral":
        """Take it back, for the referrer or for the person; possible until the person is registered.

        Raises NotYours, AlreadyDecided."""
        if by != self.referrer:
            raise NotYours
        if self.status not in UNDECIDED | {Status.ACCEPTED}:
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

    def is_overdue(self, today: date) -> bool:
        """Tell whether it is undecided after the day on which a decision was due."""
        return self.status in UNDECIDED and self.decision_due.is_past(today)

    def _check_may_decide(self, by: UUID) -> None:
        if by != self.provider:
            raise NotYours
        if self.status not in UNDECIDED:
            raise AlreadyDecided(state=self.status)

    def _told_of_work(self, progress: Progress) -> "Referral":
        """Move on the day of work only where the referrer may know of it."""
        is_told = progress.into_work_on != self.progress.into_work_on
        return self._moved(progress.into_work_on if is_told else None, progress=progress)

    def _moved(self, on: date | None, **changes: object) -> "Referral":
        return replace(self, version=self.version + 1, moved_on=on or self.moved_on, **changes)  # type: ignore[arg-type]
