"""Rules of a programme over the people it takes: its strands by age, and when what is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from services.participants.domain.consent import FOLLOW_UP
from services.participants.domain.disengagement import DisengagementRule
from services.participants.domain.due.rule import DueDays
from services.participants.domain.enrolment import Enrolment
from services.participants.domain.exit import Exit
from services.participants.domain.follow_up import FollowUpWindow
from services.participants.domain.geography import Geography
from services.participants.domain.refusals import DisengagedTooEarly, OutsideAgeRange, StrandUnknown
from services.participants.domain.soft_landing import SoftLandingRule
from shared.calendar import months_after, years_between


@dataclass(frozen=True, slots=True)
class StrandRule:
    """A strand with the ages at registration that it is for, and what must be true of somebody's work
    (handbook 1)."""

    code: str
    youngest: int
    oldest: int | None
    work: str

    def takes(self, age: int) -> bool:
        """Tell whether somebody of this age belongs to the strand."""
        return self.youngest <= age and (self.oldest is None or age <= self.oldest)


@dataclass(frozen=True, slots=True)
class FollowUpRule:
    """Six-month status: the same day of the month, observed from some days before to some after."""

    months: int
    opens_days_before: int
    closes_days_after: int

    def due(self, left_on: date) -> FollowUpWindow:
        """Tell when the status is due for somebody who left on a date (handbook 3)."""
        due_on = months_after(left_on, self.months)
        return FollowUpWindow(
            opens_on=due_on - timedelta(days=self.opens_days_before),
            due_on=due_on,
            closes_on=due_on + timedelta(days=self.closes_days_after),
        )


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme, named by its `code`."""

    code: str
    strands: tuple[StrandRule, ...]
    geography: Geography
    follow_up: FollowUpRule
    due: DueDays
    disengagement: DisengagementRule
    soft_landing: SoftLandingRule
    groups: Mapping[str, str]
    """The group of each category that excludes others."""
    closing: Mapping[str, str]
    """The reason of leaving by each kind of achievement that ends participation."""

    def leave(self, enrolment: Enrolment, left: Exit, *, missing: tuple[str, ...] = ()) -> Enrolment:
        """Close a file, with what is due afterwards. Raises AlreadyLeft."""
        return enrolment.leave(
            left,
            missing=missing,
            soft_landing=self.soft_landing.begin(left.on, left.kind, left.reason),
            follow_up_due_on=self.follow_up_due_on(enrolment, left),
        )

    def exit_by(self, kind: str, achieved_on: date) -> Exit | None:
        """Tell how an achievement ends participation, if it does (handbook 5, R10)."""
        reason = self.closing.get(kind)
        return None if reason is None else Exit(achieved_on, "planned", reason)

    def disengaged_from(self, enrolment: Enrolment) -> date | None:
        """Tell from which day the file may be closed as disengaged; None before the third strike."""
        return self.disengagement.closes_from(
            enrolment.strikes, registered_on=enrolment.registered_on, tried_until=enrolment.tried_until
        )

    def check_disengaged(self, enrolment: Enrolment, left: Exit, told_on: date) -> None:
        """Check that an unplanned exit "disengaged" comes no earlier than the strikes allow; one without a
        date is judged by the day on which it was told. Where no strike stands there is nothing to
        judge by: not every provider posts its contacts. Raises DisengagedTooEarly."""
        strikes = enrolment.strikes
        if left.reason != "disengaged" or left.kind == "planned" or not strikes.standing:
            return
        closes_from = self.disengaged_from(enrolment)
        if closes_from is None or (left.on or told_on) < closes_from:
            raise DisengagedTooEarly(
                pointer="/data/left_on" if left.on else "/data/reason",
                strikes=strikes.standing,
                **({} if closes_from is None else {"closes_from": closes_from}),
            )

    def follow_up_due_on(self, enrolment: Enrolment, left: Exit | None) -> date | None:
        """Tell when somebody who left is followed up: nobody is who died, who left nobody knows when, or who
        did not agree to it."""
        consent = enrolment.consents.get(FOLLOW_UP)
        is_refused = consent is not None and not consent.given
        if left is None or left.on is None or left.reason == "died" or is_refused:
            return None
        return self.follow_up.due(left.on).due_on

    def follow_up_window(self, left: Exit | None) -> FollowUpWindow | None:
        """Tell when the status of somebody who left can be observed; None where nobody knows the day."""
        return None if left is None or left.on is None else self.follow_up.due(left.on)

    def strand(self, born_on: date | None, declared: str | None, registered_on: date) -> tuple[str, bool]:
        """Decide the strand by age at registration (handbook 1), and whether the declared one is another.

        Raises StrandUnknown, OutsideAgeRange."""
        if born_on is None:
            if declared not in {rule.code for rule in self.strands}:
                raise StrandUnknown(pointer="/data/person/date_of_birth")
            return str(declared), False
        code = self._strand_at(years_between(born_on, registered_on))
        if code is None:
            raise OutsideAgeRange(pointer="/data/person/date_of_birth")
        return code, declared is not None and declared != code

    def strand_by_year(self, year: int, declared: str | None, registered_on: date) -> tuple[str, bool]:
        """Decide the strand of somebody of whom only the year of birth is known: the declared one decides
        where the birthday does.

        Raises StrandUnknown, OutsideAgeRange."""
        age = registered_on.year - year
        possible = {code for code in (self._strand_at(age - 1), self._strand_at(age)) if code is not None}
        if not possible:
            raise OutsideAgeRange(pointer="/data/person/year_of_birth")
        if len(possible) == 1:
            (code,) = possible
            return code, declared is not None and declared != code
        if declared not in possible:
            raise StrandUnknown(pointer="/data/person/date_of_birth")
        return str(declared), False

    def work_asked_of(self, strand: str) -> str:
        """Tell what a strand asks of the work of whoever takes part in it."""
        return next(rule.work for rule in self.strands if rule.code == strand)

    def _strand_at(self, age: int) -> str | None:
        return next((rule.code for rule in self.strands if rule.takes(age)), None)
