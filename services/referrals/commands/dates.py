"""The day that a command is about, and the deadlines that begin on a day."""

from datetime import date

from services.referrals.bank_holidays import bank_holidays
from services.referrals.domain.referral import Referral
from services.referrals.domain.refusals import FutureDate
from services.referrals.domain.turnround import Deadline, resumed
from services.referrals.programmes import turn_round
from shared.clock import date_in_wales
from shared.unit_of_work import UnitOfWork


def day_or_today(work: UnitOfWork, day: date | None, *, field: str) -> date:
    """Return the day named, or today in Wales. Raises FutureDate."""
    today = date_in_wales(work.now)
    if day is not None and day > today:
        raise FutureDate(pointer=f"/{field}")
    return day or today


def day_of_move(work: UnitOfWork, referral: Referral, day: date | None, *, field: str) -> date:
    """Return the day of a move of a referral: the one named, or today in Wales. Raises FutureDate,
    BeforeLastMove."""
    on = day_or_today(work, day, field=field)
    referral.check_follows(on, pointer=f"/{field}")
    return on


def contact_due(referral: Referral, accepted_on: date) -> Deadline:
    """Set by when contact is attempted with somebody who is taken on: counted from the release of who is in
    prison until then [3.12]. Raises UnknownProgramme."""
    start = max(accepted_on, referral.released_on or accepted_on)
    return turn_round(referral.programme).contact_due(start, bank_holidays(start.year, start.year + 1))


def decision_resumes(referral: Referral, on: date) -> Deadline:
    """Set when a decision is due that waited for the referrer until `on`."""
    paused_on, due = referral.pauses[-1].since, referral.decision_due
    holidays = bank_holidays(paused_on.year, on.year + 1)
    return resumed(due, paused_on=paused_on, on=on, bank_holidays=holidays)


def decision_due(programme: str, start: date) -> Deadline:
    """Set when a decision is due whose time begins on `start`. Raises UnknownProgramme."""
    return turn_round(programme).decision_due(start, bank_holidays(start.year, start.year + 1))
