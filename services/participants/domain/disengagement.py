"""Three strikes: when somebody who does not answer may be said to have disengaged (handbook 2,
"Disengagement" [3.100-3.104])."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from shared.calendar import months_after


class Try(StrEnum):
    """A way of trying to reach somebody that can be a strike."""

    CALL = "call"
    LETTER = "letter"


def try_of(kind: str, direction: str, attendance: str, missed_by: str | None) -> Try | None:
    """Tell which strike a contact can be: a call that the person did not take, whose voicemail or text is
    part of it, or a letter to them. None where it is neither."""
    if direction != "to_participant" or missed_by == "mentor":
        return None
    if kind == "letter":
        return Try.LETTER
    return Try.CALL if kind == "phone" and attendance == "did_not_attend" else None


class Strikes(NamedTuple):
    """The strikes that stand: two calls on different days (**ours**), and a letter no earlier than the
    second."""

    first_call_on: date | None = None
    second_call_on: date | None = None
    letter_on: date | None = None

    @property
    def standing(self) -> int:
        """Count the strikes, 0 to 3."""
        return sum(each is not None for each in self)

    def tried(self, by: Try, on: date, *, last_reached_on: date | None) -> "Strikes":
        """Count a try. One no later than the last reply changes nothing, nor does what comes out of turn."""
        if last_reached_on is not None and on <= last_reached_on:
            return self
        if by is Try.CALL:
            return self._of({*self._calls(), on}, self.letter_on)
        return self._of(self._calls(), on if self.letter_on is None else min(on, self.letter_on))

    def answered(self, on: date) -> "Strikes":
        """Take away what came before a reply: the count starts again."""
        if self.standing == 0:
            return self
        return self._of({each for each in self._calls() if each > on}, self.letter_on)

    def _calls(self) -> set[date]:
        return {each for each in (self.first_call_on, self.second_call_on) if each is not None}

    def _of(self, calls: set[date], letter_on: date | None) -> "Strikes":
        first, second = (*sorted(calls), None, None)[:2]
        is_third = letter_on is not None and second is not None and letter_on >= second
        after = Strikes(first, second, letter_on if is_third else None)
        return self if after == self else after


@dataclass(frozen=True, slots=True)
class DisengagementRule:
    """A programme's settings: the days a letter gives, how many days after joining are shortly after it, and
    for how many months somebody is then tried."""

    letter_days: int
    shortly_days: int
    trying_months: int

    def letter_ends_on(self, strikes: Strikes) -> date | None:
        """Tell the last day that the letter gives for a reply; None before the third strike."""
        return None if strikes.letter_on is None else strikes.letter_on + timedelta(days=self.letter_days)

    def closes_from(self, strikes: Strikes, *, registered_on: date, tried_until: date | None) -> date | None:
        """Tell from which day the file may be closed as disengaged; None before the third strike. Who
        disengages shortly after joining is first tried for months: until `tried_until` where they are
        suspended for it, and as long after the letter's last day otherwise."""
        last = self.letter_ends_on(strikes)
        if last is None:
            return None
        if last > registered_on + timedelta(days=self.shortly_days):
            return last + timedelta(days=1)
        return tried_until or self.tried_until(last)

    def tried_until(self, on: date) -> date:
        """Tell until when somebody is tried who stopped answering on a day."""
        return months_after(on, self.trying_months)
