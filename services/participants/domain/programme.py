"""Rules of a programme over the people it takes: its strands by age, and when what is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.participants.domain.calendar import years_between
from services.participants.domain.due.rule import DueDays
from services.participants.domain.follow_up import FollowUpWindow
from services.participants.domain.refusals import OutsideAgeRange, StrandUnknown
from shared.calendar import months_after


@dataclass(frozen=True, slots=True)
class StrandRule:
    """A strand with the ages at registration that it is for (handbook 1)."""

    code: str
    youngest: int
    oldest: int | None

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
    follow_up: FollowUpRule
    due: DueDays

    def strand(self, born_on: date | None, declared: str | None, registered_on: date) -> tuple[str, bool]:
        """Decide the strand by age at registration (handbook 1), and whether the declared one is another.

        Raises StrandUnknown, OutsideAgeRange."""
        if born_on is None:
            if declared is None:
                raise StrandUnknown(pointer="/data/person/date_of_birth")
            return declared, False
        age = years_between(born_on, registered_on)
        for rule in self.strands:
            if rule.takes(age):
                return rule.code, declared is not None and declared != rule.code
        raise OutsideAgeRange(pointer="/data/person/date_of_birth")
