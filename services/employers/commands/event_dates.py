"""Which day and which instant a command is about, when its sender names a day or none."""

from datetime import date, datetime, time

from services.employers.domain.dates import not_in_future
from shared.clock import WALES, date_in_wales
from shared.unit_of_work import UnitOfWork

_NOON = time(12)


def day_of(work: UnitOfWork, on: date | None, *, field: str) -> date:
    """The day named, or today in Wales. Raises FutureDate."""
    today = date_in_wales(work.now)
    return not_in_future(on or today, today, field=field)


def instant_of(work: UnitOfWork, on: date) -> datetime:
    """When something happened of which only the day is known: now for today, noon in Wales for an earlier
    day, which is that day in every reckoning."""
    return work.now if on == date_in_wales(work.now) else datetime.combine(on, _NOON, WALES)
