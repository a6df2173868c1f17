"""An enrolment: one person's participation in one operation, and the only moves it can make. A named tuple,
because one is made at every step (decision 0030)."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple, NewType
from uuid import UUID

from services.participants.domain.refusals import (
    AlreadyLeft,
    AlreadySuspended,
    NotLeft,
    NotSuspended,
    UnknownValue,
)

EnrolmentId = NewType("EnrolmentId", UUID)
ParticipantId = NewType("ParticipantId", UUID)


class Status(StrEnum):
    """A file is open, suspended, or closed (handbook 2)."""

    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Exit(NamedTuple):
    """How somebody left; what is None is not known, which the form then shows."""

    on: date | None
    kind: str | None
    reason: str | None


class Enrolment(NamedTuple):
    id: EnrolmentId
    participant_id: ParticipantId
    provider: UUID
    reference: str
    programme: str
    lot: str
    local_authority: str
    esf_area: str
    strand: str
    registered_on: date
    eligible: str
    characteristics: dict[str, str]
    missing: dict[str, tuple[str, ...]]
    """Form → the fields its latest version lacks; a form that is complete is not in it."""
    eligibility_reasons: tuple[str, ...] = ()
    referral_id: UUID | None = None
    shares_work_outcome: bool = False
    status: Status = Status.OPEN
    mentor: str | None = None
    intensity: str | None = None
    plan_version: int = 0
    has_wheel: bool = False
    left: Exit | None = None
    follow_up: str | None = None
    follow_up_due_on: date | None = None

    def assess(self, form: str, characteristics: dict[str, str], missing: tuple[str, ...]) -> "Enrolment":
        """A form was filled in; a characteristic it says nothing of ("not known") stays as it was told."""
        told = {name: value for name, value in characteristics.items() if value != "not_known"}
        return self._replace(
            characteristics={**self.characteristics, **told},
            has_wheel=self.has_wheel or form == "wheel",
            missing=self._lacking(form, missing),
        )

    def correct(self, name: str, value: str, allowed: frozenset[str]) -> tuple["Enrolment", str]:
        """Correct a characteristic; the enrolment and the old value. Raises UnknownValue."""
        if value not in allowed:
            raise UnknownValue(pointer="/data/value")
        old = self.characteristics.get(name, "not_known")
        return self._replace(characteristics={**self.characteristics, name: value}), old

    def allocate(self, mentor: str) -> "Enrolment":
        """Raises AlreadyLeft."""
        self._taking_part()
        return self._replace(mentor=mentor)

    def agree_plan(self) -> "Enrolment":
        """P3 is a living record: every one is a new version, none is overwritten. Raises AlreadyLeft."""
        self._taking_part()
        return self._replace(plan_version=self.plan_version + 1)

    def change_intensity(self, intensity: str) -> "Enrolment":
        """Raises AlreadyLeft."""
        self._taking_part()
        return self._replace(intensity=intensity)

    def suspend(self) -> "Enrolment":
        """Raises AlreadyLeft, AlreadySuspended."""
        self._taking_part()
        if self.status is Status.SUSPENDED:
            raise AlreadySuspended
        return self._replace(status=Status.SUSPENDED)

    def resume(self) -> "Enrolment":
        """Raises NotSuspended."""
        if self.status is not Status.SUSPENDED:
            raise NotSuspended
        return self._replace(status=Status.OPEN)

    def leave(self, left: Exit, *, missing: tuple[str, ...], follow_up_due_on: date | None) -> "Enrolment":
        """P4-1: planned or not, complete or not. Raises AlreadyLeft."""
        self._taking_part()
        return self._replace(
            status=Status.CLOSED,
            left=left,
            follow_up=None,
            follow_up_due_on=follow_up_due_on,
            missing=self._lacking("P4-1", missing),
        )

    def rejoin(self) -> "Enrolment":
        """Returning reopens the same record: the first start date stays (handbook 2, 3). Raises NotLeft."""
        if self.status is not Status.CLOSED:
            raise NotLeft
        return self._replace(
            status=Status.OPEN,
            left=None,
            follow_up=None,
            follow_up_due_on=None,
            missing=self._lacking("P4-1", ()),
        )

    def followed_up(self, status: str) -> "Enrolment":
        """Raises NotLeft."""
        if self.status is not Status.CLOSED:
            raise NotLeft
        return self._replace(follow_up=status)

    def _taking_part(self) -> None:
        if self.status is Status.CLOSED:
            raise AlreadyLeft

    def _lacking(self, form: str, missing: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """What the forms lack, now that one of them was filled in anew."""
        rest = {name: lacks for name, lacks in self.missing.items() if name != form}
        return {**rest, form: missing} if missing else rest
