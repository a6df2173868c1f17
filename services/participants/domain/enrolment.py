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

NOT_KNOWN = "not_known"
_EXIT_FORM = "P4-1"


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


class EnrolmentFilter(NamedTuple):
    """Which enrolments are listed: every condition that is given has to hold."""

    reference: str | None = None
    status: Status | None = None
    lot: str | None = None
    is_incomplete: bool = False
    """Only those with an incomplete form."""


class Enrolment(NamedTuple):
    """How an enrolment stands: the fold of everything that was recorded about it."""

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
    """What was said of each; one that nobody was asked about is not in it."""
    missing: dict[str, tuple[str, ...]]
    """Form → the fields its latest version lacks and no other form tells; a form that is complete is not in
    it."""
    eligibility_reasons: tuple[str, ...] = ()
    referral_id: UUID | None = None
    shares_work_outcome: bool = False
    status: Status = Status.OPEN
    mentor: UUID | None = None
    mentor_since: date | None = None
    intensity: str | None = None
    plan_version: int = 0
    last_contact_on: date | None = None
    """The last contact of any kind, in whatever direction."""
    last_reached_on: date | None = None
    """The last contact that reached the person."""
    risk_assessed_on: date | None = None
    risk_review_on: date | None = None
    """The day that the latest P2.2 names for its review."""
    left: Exit | None = None
    follow_up: str | None = None
    follow_up_due_on: date | None = None
    """Set on leaving, and kept when the follow-up is answered."""
    restricted_until: date | None = None
    """The last day of a restriction of processing."""

    def is_restricted(self, on: date) -> bool:
        """Tell whether nothing may be recorded on a day, and nothing shown (UK GDPR, article 18)."""
        return self.restricted_until is not None and self.restricted_until >= on

    def assess(self, form: str, characteristics: dict[str, str], missing: tuple[str, ...]) -> "Enrolment":
        """Note that a form was filled in. A characteristic that it leaves out or does not know stays what it
        was, and one that is known is lacking in no form."""
        told = {
            name: value
            for name, value in characteristics.items()
            if value != NOT_KNOWN or name not in self.characteristics
        }
        after = {**self.characteristics, **told}
        return self._replace(
            characteristics=after,
            missing={
                name: rest
                for name, lacks in self._missing_after(form, missing).items()
                if (rest := tuple(field for field in lacks if after.get(field, NOT_KNOWN) == NOT_KNOWN))
            },
        )

    def correct(self, name: str, value: str, allowed: frozenset[str]) -> tuple["Enrolment", str | None]:
        """Correct a characteristic, which no form lacks any more once it is known; return the enrolment and
        the old value, None where nobody was asked. Raises UnknownValue."""
        if value not in allowed:
            raise UnknownValue(pointer="/data/value")
        old = self.characteristics.get(name)
        after = self._replace(characteristics={**self.characteristics, name: value})
        return (after if value == NOT_KNOWN else after._without_missing(name)), old

    def note_risks(self, assessed_on: date, review_on: date | None) -> "Enrolment":
        """Note when the risks are to be reviewed; a P2.2 older than the latest changes nothing."""
        if self.risk_assessed_on is not None and assessed_on < self.risk_assessed_on:
            return self
        return self._replace(risk_assessed_on=assessed_on, risk_review_on=review_on)

    def note_contact(self, on: date, *, today: date, is_reached: bool) -> "Enrolment":
        """Note the latest contact. One in the future has not been: it changes nothing."""
        if on > today:
            return self
        contact, reached = self.last_contact_on, self.last_reached_on
        is_latest = contact is None or on > contact
        is_latest_reached = is_reached and (reached is None or on > reached)
        if not is_latest and not is_latest_reached:
            return self
        return self._replace(
            last_contact_on=on if is_latest else contact,
            last_reached_on=on if is_latest_reached else reached,
        )

    def allocate(self, mentor: UUID, *, since: date) -> "Enrolment":
        """Allocate a mentor, in place of the one before. Raises AlreadyLeft."""
        self._require_not_left()
        return self._replace(mentor=mentor, mentor_since=since)

    def agree_plan(self) -> "Enrolment":
        """Count a new version of P3, a living record of which none is overwritten. Raises AlreadyLeft."""
        self._require_not_left()
        return self._replace(plan_version=self.plan_version + 1)

    def change_intensity(self, intensity: str) -> "Enrolment":
        """Raises AlreadyLeft."""
        self._require_not_left()
        return self._replace(intensity=intensity)

    def suspend(self) -> "Enrolment":
        """Raises AlreadyLeft, AlreadySuspended."""
        self._require_not_left()
        if self.status is Status.SUSPENDED:
            raise AlreadySuspended
        return self._replace(status=Status.SUSPENDED)

    def resume(self) -> "Enrolment":
        """Raises NotSuspended."""
        if self.status is not Status.SUSPENDED:
            raise NotSuspended
        return self._replace(status=Status.OPEN)

    def leave(self, left: Exit, *, missing: tuple[str, ...], follow_up_due_on: date | None) -> "Enrolment":
        """Close the file with P4-1, planned or not, complete or not. Raises AlreadyLeft."""
        self._require_not_left()
        return self._replace(
            status=Status.CLOSED,
            left=left,
            follow_up=None,
            follow_up_due_on=follow_up_due_on,
            missing=self._missing_after(_EXIT_FORM, missing),
        )

    def rejoin(self) -> "Enrolment":
        """Open the same record again; the first start date stays (handbook 2, 3). Raises NotLeft."""
        if self.status is not Status.CLOSED:
            raise NotLeft
        return self._replace(
            status=Status.OPEN,
            left=None,
            follow_up=None,
            follow_up_due_on=None,
            missing=self._missing_after(_EXIT_FORM, ()),
        )

    def followed_up(self, status: str) -> "Enrolment":
        """Note the status six months after leaving. Raises NotLeft."""
        if self.status is not Status.CLOSED:
            raise NotLeft
        return self._replace(follow_up=status)

    def _require_not_left(self) -> None:
        if self.status is Status.CLOSED:
            raise AlreadyLeft

    def _missing_after(self, form: str, missing: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """List what the forms lack, now that one of them was filled in anew."""
        rest = {name: lacks for name, lacks in self.missing.items() if name != form}
        return {**rest, form: missing} if missing else rest

    def _without_missing(self, field: str) -> "Enrolment":
        rest = {form: tuple(each for each in lacks if each != field) for form, lacks in self.missing.items()}
        return self._replace(missing={form: lacks for form, lacks in rest.items() if lacks})
