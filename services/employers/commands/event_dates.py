"""The day that a command is about, and the instant that its fact carries."""

from datetime import date, datetime, time
from typing import Final

from services.employers.domain.dates import not_in_future
from shared.clock import WALES, date_in_wales
from shared.unit_of_work import UnitOfWork

_NOON: Final = time(12)


def day_or_today(work: UnitOfWork, day: date | None, *, field: str) -> date:
    """Return the day named, or today in Wales. Raises FutureDate."""
    today = date_in_wales(work.now)
    return not_in_future(day or today, today, field=field)


def instant_on(work: UnitOfWork, day: date) -> datetime:
    """Return an instant for something of which only the day is known: now for today, noon in Wales for an
    earlier day, which is that day in every reckoning."""
    return work.now if day == date_in_wales(work.now) else datetime.combine(day, _NOON, WALES)
