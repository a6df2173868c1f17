"""The clock: instants, which are stored in UTC, and calendar dates in Wales, which rules count by."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WALES = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the present instant, in UTC. Only the outermost layer calls it: rules are handed the time."""
    return datetime.now(UTC)


def date_in_wales(at: datetime) -> date:
    """Return the calendar date in Wales at an instant; day-counting rules use it (handbook 3)."""
    return at.astimezone(WALES).date()
