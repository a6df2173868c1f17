"""An enrolment: one person's participation in one operation, and the only moves it can make. A named tuple,
because one is made at every step (decision 0030)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple, NewType
from uuid import UUID

from services.participants.domain.consent import SHARE_WORK_OUTCOME, TAKE_PART, StandingConsent
from services.participants.domain.disengagement import Strikes, Try
from services.participants.domain.exit import Exit
from services.participants.domain.follow_up import FollowUp, FollowUpWindow
from services.participants.domain.refusals import (
    AlreadyLeft,
    AlreadySuspended,
    ConsentWithdrawn,
    NotLeft,
    NotSuspended,
    UnknownValue,
)
from services.participants.domain.soft_landing import SoftLanding

EnrolmentId = NewType("EnrolmentId", UUID)
ParticipantId = NewType("ParticipantId", UUID)

NOT_KNOWN = "not_known"
_EXIT_FORM = "P4-1"
_PLAN = "P3"
_STAY: Final = frozenset(
    {"eligibility_reasons", "referral_id", "shares_work_outcome", "restatement", "restricted_until"}
)
"""What is said of an enrolment although its registration was withdrawn."""
_NO_CONSENTS: Final[Mapping[str, StandingConsent]] = MappingProxyType({})


class Status(StrEnum):
    """A file is open, suspended, or closed (handbook 2). One is withdrawn whose registration never was."""

    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


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
    consents: Mapping[str, StandingConsent] = _NO_CONSENTS
    """What somebody was asked to agree to, each as it stands; one that nobody asked about is not in it."""
    consent_withdrawn_on: date | None = None
    """Since when the consent to take part is withdrawn."""
    status: Status = Status.OPEN
    mentor: UUID | None = None
    mentor_since: date | None = None
    intensity: str | None = None
    plan_version: int = 0
    plan_on: date | None = None
    """When the latest P3 was agreed on or reviewed."""
    last_contact_on: date | None = None
    """The last contact of any kind, in whatever direction."""
    last_reached_on: date | None = None
    """The last contact that reached the person."""
    strikes: Strikes = Strikes()
    """What counts towards having disengaged."""
    suspended_on: date | None = None
    """Since when the file is suspended."""
    tried_until: date | None = None
    """Until when somebody who is suspended for not answering is tried."""
    risk_assessed_on: date | None = None
    risk_review_on: date | None = None
    """The day that the latest P2.2 names for its review."""
    ready_on: date | None = None
    """When it was agreed or confirmed last that the person is ready for placement."""
    left: Exit | None = None
    soft_landing: SoftLanding = SoftLanding()
    """Check-ins with somebody who left for work."""
    follow_up: FollowUp | None = None
    follow_up_due_on: date | None = None
    """Set on leaving, and kept when the follow-up is answered."""
    restatement: int = 0
    """How often the others were told its whole state anew, because a record was mended."""
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

    def differing(self, characteristics: dict[str, str]) -> dict[str, str]:
        """List what was known of the characteristics of which another answer is given now."""
        known = self.characteristics
        return {
            name: known[name]
            for name, value in characteristics.items()
            if known.get(name, NOT_KNOWN) not in (NOT_KNOWN, value) and value != NOT_KNOWN
        }

    def correct(self, name: str, value: str, allowed: frozenset[str]) -> tuple["Enrolment", str | None]:
        """Correct a characteristic, which no form lacks any more once it is known; return the enrolment and
        the old value, None where nobody was asked. Raises UnknownValue."""
        if value not in allowed:
            raise UnknownValue(pointer="/data/value")
        old = self.characteristics.get(name)
        after = self._replace(characteristics={**self.characteristics, name: value})
        return (after if value == NOT_KNOWN else after._without_missing(name)), old

    def change_consent(self, to: str, now: StandingConsent) -> "Enrolment":
        """Put a consent in place of the one that stands; one older than that changes nothing."""
        standing = self.consents.get(to)
        if standing is not None and (standing.on > now.on or standing == now):
            return self
        after = self._replace(consents={**self.consents, to: now})
        if to == SHARE_WORK_OUTCOME:
            return after._replace(shares_work_outcome=now.given)
        if to == TAKE_PART:
            stays_ready_on = self.ready_on if now.given else None
            withdrawn_on = None if now.given else now.on
            return after._replace(consent_withdrawn_on=withdrawn_on, ready_on=stays_ready_on)
        return after

    def due_for_follow_up(self, on: date | None) -> "Enrolment":
        """Note when the follow-up after leaving falls due; None where it does not."""
        return self._replace(follow_up_due_on=on)

    def note_risks(self, assessed_on: date, review_on: date | None) -> "Enrolment":
        """Note when the risks are to be reviewed; a P2.2 older than the latest changes nothing."""
        if self.risk_assessed_on is not None and assessed_on < self.risk_assessed_on:
            return self
        return self._replace(risk_assessed_on=assessed_on, risk_review_on=review_on)

    def note_contact(
        self, on: date, *, today: date, is_reached: bool, tried: Try | None = None
    ) -> "Enrolment":
        """Note the latest contact, and whether it was a strike. One in the future has not been: it changes
        nothing."""
        if on > today:
            return self
        contact, reached = self.last_contact_on, self.last_reached_on
        is_latest = contact is None or on > contact
        is_latest_reached = is_reached and (reached is None or on > reached)
        strikes, landing = self.strikes, self.soft_landing
        if is_reached:
            strikes = strikes.answered(on)
            if self.left is not None and self.left.on is not None:
                landing = landing.reached(on, left_on=self.left.on)
        elif tried is not None:
            strikes = strikes.tried(tried, on, last_reached_on=reached)
        is_same = strikes is self.strikes and landing is self.soft_landing
        if not is_latest and not is_latest_reached and is_same:
            return self
        return self._replace(
            last_contact_on=on if is_latest else contact,
            last_reached_on=on if is_latest_reached else reached,
            strikes=strikes,
            soft_landing=landing,
        )

    def allocate(self, mentor: UUID, *, since: date) -> "Enrolment":
        """Allocate a mentor, in place of the one before. Raises AlreadyLeft, ConsentWithdrawn."""
        self._require_not_left()
        self._require_consent()
        return self._replace(mentor=mentor, mentor_since=since)

    def agree_plan(self, on: date, *, today: date, missing: tuple[str, ...]) -> "Enrolment":
        """Count a new version of P3, of which none is overwritten, and note what it lacks. One that is dated
        in the future puts no review off. Raises AlreadyLeft, ConsentWithdrawn."""
        self._require_not_left()
        self._require_consent()
        plan_on = max(min(on, today), self.plan_on or date.min)
        version, lacks = self.plan_version + 1, self._missing_after(_PLAN, missing)
        return self._replace(plan_version=version, plan_on=plan_on, missing=lacks)

    def change_intensity(self, intensity: str) -> "Enrolment":
        """Raises AlreadyLeft."""
        self._require_not_left()
        return self._replace(intensity=intensity)

    def suspend(self, on: date, *, tried_until: date | None) -> "Enrolment":
        """Suspend the file; `tried_until` is for who does not answer. Raises AlreadyLeft,
        AlreadySuspended."""
        self._require_not_left()
        if self.status is Status.SUSPENDED:
            raise AlreadySuspended
        return self._replace(status=Status.SUSPENDED, suspended_on=on, tried_until=tried_until, ready_on=None)

    def resume(self) -> "Enrolment":
        """Raises NotSuspended, ConsentWithdrawn."""
        if self.status is not Status.SUSPENDED:
            raise NotSuspended
        self._require_consent()
        return self._replace(status=Status.OPEN, suspended_on=None, tried_until=None)

    def leave(
        self,
        left: Exit,
        *,
        missing: tuple[str, ...],
        soft_landing: SoftLanding,
        follow_up_due_on: date | None,
    ) -> "Enrolment":
        """Close the file with P4-1, planned or not, complete or not. Raises AlreadyLeft."""
        self._require_not_left()
        return self._replace(
            status=Status.CLOSED,
            ready_on=None,
            left=left,
            soft_landing=soft_landing,
            follow_up=None,
            follow_up_due_on=follow_up_due_on,
            missing=self._missing_after(_EXIT_FORM, missing),
        )

    def rejoin(self) -> "Enrolment":
        """Open the same record again; the first start date stays (handbook 2, 3). Raises NotLeft,
        ConsentWithdrawn."""
        if self.status is not Status.CLOSED:
            raise NotLeft
        self._require_consent()
        return self._replace(
            status=Status.OPEN,
            strikes=Strikes(),
            suspended_on=None,
            tried_until=None,
            left=None,
            soft_landing=SoftLanding(),
            follow_up=None,
            follow_up_due_on=None,
            missing=self._missing_after(_EXIT_FORM, ()),
        )

    def followed_up(self, told: FollowUp, window: FollowUpWindow | None) -> "Enrolment":
        """Note the status six months after leaving; one that was told before may stand. Raises NotLeft."""
        if self.status is not Status.CLOSED:
            raise NotLeft
        return self._replace(follow_up=told.or_stays(self.follow_up, window))

    def withdrawn(self) -> "Enrolment":
        """Say that nobody took part: nothing is left of what was recorded after registration."""
        blank = {name: value for name, value in self._field_defaults.items() if name not in _STAY}
        nothing: dict[str, Any] = {**blank, "characteristics": {}, "missing": {}}
        return self._replace(**{**nothing, "status": Status.WITHDRAWN})

    def _require_not_left(self) -> None:
        if self.status is Status.CLOSED:
            raise AlreadyLeft

    def _require_consent(self) -> None:
        """Raises ConsentWithdrawn: nobody takes part, or takes part again, against their will."""
        if self.consent_withdrawn_on is not None:
            raise ConsentWithdrawn

    def _missing_after(self, form: str, missing: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """List what the forms lack, now that one of them was filled in anew."""
        rest = {name: lacks for name, lacks in self.missing.items() if name != form}
        return {**rest, form: missing} if missing else rest

    def _without_missing(self, field: str) -> "Enrolment":
        rest = {form: tuple(each for each in lacks if each != field) for form, lacks in self.missing.items()}
        return self._replace(missing={form: lacks for form, lacks in rest.items() if lacks})
