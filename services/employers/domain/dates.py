"""The order of dates: what is recorded here has happened, and in the order in which it can happen."""

from datetime import date

from services.employers.domain.refusals import DatesOutOfOrder, FutureDate


def not_in_future(on: date, today: date, *, field: str) -> date:
    """Return `on`, which may not lie after today. Raises FutureDate."""
    if on > today:
        raise FutureDate(pointer=f"/{field}")
    return on


def not_before(on: date, earliest: date, *, field: str) -> date:
    """Return `on`, which may not lie before `earliest`. A provider's own form may carry any date and is
    flagged; a placement is recorded here, so that a date out of order is refused while somebody is there to
    mend it. Raises DatesOutOfOrder."""
    if on < earliest:
        raise DatesOutOfOrder(pointer=f"/{field}", earliest=earliest)
    return on
