"""Tells suspensions: somebody is elsewhere or not ready and comes back, or is tried for months and does not
answer [3.100]."""

from datetime import date

from deploy.demo import report_text, sample_text
from deploy.demo.event_log import EventLog
from deploy.demo.lives.life import Life
from deploy.demo.person import plus

_SUSPENDED_PCT = 8
_LONG_ENOUGH = 90
_TRIED_EVERY = 30
_TRIED_FOR = 180


def tell(log: EventLog, life: Life) -> date | None:
    """Tell a suspension, where there is one; returns its first day."""
    if life.suspended_on is not None:
        _tried(log, life.suspended_on)
        return life.suspended_on
    if log.person.supported_days >= _LONG_ENOUGH and log.rng.randrange(100) < _SUSPENDED_PCT:
        suspended = log.some_day(30, log.person.supported_days - 45)
        reason = log.rng.choice(("elsewhere", "not_ready"))
        log.add(suspended, "suspended", 6, "suspended_on", reason=reason)
        log.add(plus(suspended, log.rng.randint(7, 42)), "resumed", 1, "resumed_on", note="Wants to go on")
        return suspended
    return None


def _tried(log: EventLog, suspended: date) -> None:
    log.add(suspended, "suspended", 6, "suspended_on", reason="not_answering")
    last = min(log.person.last_day, report_text.ENDS)
    for days in range(_TRIED_EVERY, _TRIED_FOR, _TRIED_EVERY):
        on = plus(suspended, days)
        if on < last:
            call = sample_text.unanswered_call(log.rng)
            log.add(on, "contact-recorded", 4, "contacted_on", **call)
