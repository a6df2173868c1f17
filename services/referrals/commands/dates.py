"""The day that a command is about, and the deadline that begins on a day."""

from datetime import date

from services.referrals.bank_holidays import bank_holidays
from services.referrals.domain.refusals import FutureDate
from services.referrals.domain.turnround import Deadline
from services.referrals.programmes import turn_round
from shared.clock import date_in_wales
from shared.unit_of_work import UnitOfWork


def day_or_today(work: UnitOfWork, day: date | None, *, field: str) -> date:
    """Return the day named, or today in Wales. Raises FutureDate."""
    today = date_in_wales(work.now)
    if day is not None and day > today:
        raise FutureDate(pointer=f"/{field}")
    return day or today


def decision_due(programme: str, start: date) -> Deadline:
    """Set when a decision is due whose time begins on `start`. Raises UnknownProgramme."""
    return turn_round(programme).decision_due(start, bank_holidays(start.year, start.year + 1))
