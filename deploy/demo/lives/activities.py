"""Tells what fills a week, with its hours: groups, job search, and courses."""

from deploy.demo.arithmetic import apportion
from deploy.demo.event_log import EventLog
from deploy.demo.lives import courses
from deploy.demo.lives.life import Life

_HOURS_EACH = 12
_MOST = 12
_COURSE_PCT = 60
_LEAST_OF_A_COURSE = 4
_OTHERS = (("group", "Peer support group"), ("job_search", "Job club"), ("group", "Walking group"))


def tell(log: EventLog, life: Life) -> None:
    """Share the person's hours out over activities."""
    number = min(_MOST, life.hours // _HOURS_EACH + 1)
    shares = apportion(life.hours, {place: log.rng.randint(1, 6) for place in range(number)})
    for hours in shares.values():
        if hours >= _LEAST_OF_A_COURSE and log.rng.randrange(100) < _COURSE_PCT:
            courses.tell(log, hours)
        elif hours:
            kind, run_by = log.rng.choice(_OTHERS)
            on = log.some_day(1)
            log.add(
                on,
                "activity-recorded",
                4,
                kind=kind,
                run_by=run_by,
                started_on=on.isoformat(),
                ended_on=on.isoformat(),
                hours=float(hours),
            )
    courses.miss(log)
