"""When a referral has to be decided: working days in Wales, with the rule that set the date."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date by which something is due, and the rule that set it, so that a later change of the rule does
    not rewrite what was promised."""

    on: date
    rule: str

    def is_past(self, today: date) -> bool:
        return today > self.on


@dataclass(frozen=True, slots=True)
class TurnRound:
    """A programme's promise: working days to a decision and to the first attempt at contact."""

    programme: str
    decision_working_days: int
    contact_working_days: int

    def decision_due(self, received_on: date, bank_holidays: Set[date]) -> Deadline:
        """Handbook 4: decision within ten working days; bank holidays in Wales do not count."""
        days = self.decision_working_days
        return Deadline(
            working_days_after(received_on, days, bank_holidays),
            f"{self.programme}/decision-within-{days}-working-days",
        )


def working_days_after(start: date, days: int, bank_holidays: Set[date]) -> date:
    """The date that is `days` working days after `start`, which itself does not count."""
    reached, left = start, days
    while left:
        reached += timedelta(days=1)
        if reached.weekday() < 5 and reached not in bank_holidays:
            left -= 1
    return reached
