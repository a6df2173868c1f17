"""Tells courses, begun and completed, failed, dropped out of or not attended, and the certificates that
expire ([3.72], [3.86], [4.67])."""

from datetime import date

from deploy.demo.event_log import EventLog
from deploy.demo.person import Body, plus

_ACCREDITED = (("Agored Cymru: Confidence at work", 1), ("Agored Cymru: Peer mentoring", 2), ("ECDL", 2))
_OTHERS = ("Stress and Anxiety", "Cooking on a budget", "Mindfulness", "Cymraeg i ddechreuwyr")
_CARDS = (("CSCS card", 5, 3_600), ("Food Hygiene", 3, 1_200), ("First Aid at Work", 3, 9_500))
"""What somebody prepares for, for how many years it is good, and what it costs in pence."""

_RESULTS = {"completed": 76, "failed": 9, "dropped_out": 15}
_MISSED = 0.08


def tell(log: EventLog, hours: int) -> None:
    """Tell a course's start, and its result under the same reference unless it still runs."""
    started = log.some_day(5)
    ended = plus(started, log.rng.randint(0, 56))
    course, certified = _course(log)
    _start(log, started, course)
    last = log.person.supported_until
    if ended <= last:
        result = log.rng.choices(list(_RESULTS), list(_RESULTS.values()))[0]
        certificate = _certificate(certified, ended) if result == "completed" and certified else None
        _end(log, ended, course, hours=float(hours), result=result, certificate=certificate)
    elif log.person.ending is None:
        so_far = {**_named(course), "started_on": started.isoformat(), "hours": float(hours)}
        log.add(last, "activity-recorded", 5, **so_far)
    else:
        _end(log, last, course, hours=float(hours), result="dropped_out")


def miss(log: EventLog) -> None:
    """Tell of a place that was paid for in advance, and to which nobody came [3.72]."""
    if log.person.supported_days >= 30 and log.rng.random() < _MISSED:
        course, _ = _course(log)
        on = log.some_day(14)
        _start(log, on, {**course, "paid_in_advance": True, "cost_pence": 4_500})
        _end(log, on, course, result="did_not_attend")


def _course(log: EventLog) -> tuple[Body, tuple[str, int] | None]:
    """Choose a course; return what its start says, and the certificate with its years."""
    rng = log.rng
    reference = f"{log.person.subject}-c{rng.randrange(10**6):06d}"
    kind = rng.choices(
        ("accredited_course", "non_accredited_course", "certificate_preparation"), (35, 40, 25)
    )[0]
    if kind == "accredited_course":
        name, level = rng.choice(_ACCREDITED)
        return {"kind": kind, "course": reference, "run_by": name, "level": level}, None
    if kind == "non_accredited_course":
        return {"kind": kind, "course": reference, "run_by": rng.choice(_OTHERS)}, None
    card, years, pence = rng.choice(_CARDS)
    paid = {"cost_pence": pence, "paid_in_advance": rng.random() < 0.6}
    return {"kind": kind, "course": reference, "run_by": f"{card} test", **paid}, (card, years)


def _start(log: EventLog, on: date, course: Body) -> None:
    log.add(on, "activity-recorded", 4, **course, started_on=on.isoformat())


def _end(log: EventLog, on: date, course: Body, **told: object) -> None:
    days = {"started_on": on.isoformat(), "ended_on": on.isoformat()}
    log.add(on, "activity-recorded", 5, **_named(course), **days, **told)


def _named(course: Body) -> Body:
    return {"kind": course["kind"], "course": course["course"]}


def _certificate(card: tuple[str, int], gained: date) -> Body:
    name, years = card
    expires = date(gained.year + years, gained.month, min(gained.day, 28))
    return {"kind": name, "gained_on": gained.isoformat(), "expires_on": expires.isoformat()}
