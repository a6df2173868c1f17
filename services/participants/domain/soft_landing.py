"""Soft landing: whoever left for work is still in touch for months (handbook 2, "Soft landing and six
months")."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shared.calendar import months_after


class SoftLanding(NamedTuple):
    """Until when somebody is landing, and the check-ins that count: the first two days on which they were
    reached since they left. Nobody is where there is no last day."""

    soft_landing_until: date | None = None
    first_check_in_on: date | None = None
    second_check_in_on: date | None = None

    @property
    def check_ins(self) -> int:
        """Count the check-ins, 0 to 2."""
        return sum(each is not None for each in (self.first_check_in_on, self.second_check_in_on))

    def reached(self, on: date, *, left_on: date) -> "SoftLanding":
        """Note that the person was reached on a day; one outside the landing is no check-in."""
        if self.soft_landing_until is None or not left_on < on <= self.soft_landing_until:
            return self
        days = {on, self.first_check_in_on, self.second_check_in_on} - {None}
        first, second = (*sorted(day for day in days if day is not None), None)[:2]
        after = self._replace(first_check_in_on=first, second_check_in_on=second)
        return self if after == self else after


@dataclass(frozen=True, slots=True)
class SoftLandingRule:
    """A programme's setting: for how many months somebody is landing."""

    months: int

    def begin(self, left_on: date | None, kind: str | None, reason: str | None) -> SoftLanding:
        """Begin the landing of somebody who leaves: on a planned exit into work, where the day is known."""
        if left_on is None or (kind, reason) != ("planned", "employment"):
            return SoftLanding()
        return SoftLanding(months_after(left_on, self.months))
