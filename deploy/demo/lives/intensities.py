"""Tells red, amber and green: how much support somebody needs, each change with its reason [3.57]."""

from deploy.demo import sample_text
from deploy.demo.event_log import EventLog

_BEGIN = {"red": 25, "amber": 55, "green": 20}
_LATER = {"red": 15, "amber": 35, "green": 50}


def tell(log: EventLog) -> None:
    """Give everybody a colour, and the longer they stay, another one."""
    _change(log, 1, 14, _BEGIN)
    for first in range(60, log.person.supported_days, 240):
        _change(log, first, first + 60, _LATER)


def _change(log: EventLog, earliest: int, latest: int, shares: dict[str, int]) -> None:
    level = log.rng.choices(list(shares), list(shares.values()))[0]
    on = log.some_day(earliest, latest)
    log.add(on, "intensity-changed", 5, "changed_on", **sample_text.intensity(level, log.rng))
