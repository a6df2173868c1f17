"""Tells volunteering with its hours, a record a month of it."""

from deploy.demo.arithmetic import apportion
from deploy.demo.event_log import EventLog
from deploy.demo.lives.life import Life
from deploy.demo.person import plus

_WITH = ("Beach clean", "Charity shop", "Community garden", "Food bank", "Peer support group")
_MONTH = 30


def tell(log: EventLog, life: Life) -> None:
    """Share the hours out over the months that somebody volunteers."""
    if not life.volunteering_hours:
        return
    begun = log.some_day(14, 30)
    last = log.person.supported_until
    months = max(1, (last - begun).days // _MONTH)
    run_by = log.rng.choice(_WITH)
    shares = apportion(life.volunteering_hours, {month: log.rng.randint(2, 5) for month in range(months)})
    for month, hours in shares.items():
        started = plus(begun, month * _MONTH)
        ended = min(plus(started, _MONTH - 1), last)
        if hours:
            log.add(
                ended,
                "activity-recorded",
                4,
                kind="volunteering",
                run_by=run_by,
                started_on=started.isoformat(),
                ended_on=ended.isoformat(),
                hours=float(hours),
            )
