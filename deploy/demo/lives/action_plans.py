"""Tells form P3, a living record: SMART goals, each review a new version, signed and a copy given."""

from datetime import date

from deploy.demo import sample_text
from deploy.demo.event_log import EventLog
from deploy.demo.person import Body, plus

_MEASURES = ("Seen by the mentor", "A certificate", "Attendance list", "Told at the next meeting")
_DISTANCES = ("far", "some_way", "near", "ready")
_REVIEWS = ("One goal reached, one goes on", "A slow month; the goals stay", "Ready for the next step")
_STEPS = ("Meet the mentor every week", "Ask at the library about computers", "Visit the college")
_AGREED_PCT = 88


def tell(log: EventLog) -> None:
    """Agree on a plan, and review it as long as somebody takes part."""
    person, rng = log.person, log.rng
    if rng.randrange(100) >= _AGREED_PCT:
        return
    goals = rng.sample(sample_text.GOALS, rng.randint(1, 3))
    distance = rng.randrange(3)
    day = log.some_day(3, 35)
    number = 0
    while day <= person.supported_until:
        number += 1
        log.add(
            day,
            "action-plan-agreed",
            4,
            "agreed_on",
            goals=[_goal(log, goal, day, place, number) for place, goal in enumerate(goals)],
            steps=rng.sample(_STEPS, 2),
            distance_from_work=_DISTANCES[distance],
            review=rng.choice(_REVIEWS) if number > 1 else None,
            signed_by_participant=rng.random() < 0.95,
            signed_by_mentor=True,
            copy_given=rng.random() < 0.9,
        )
        distance = min(distance + (rng.random() < 0.4), len(_DISTANCES) - 1)
        day = plus(day, rng.randint(75, 130))


def _goal(log: EventLog, what: str, agreed: date, place: int, version: int) -> Body:
    status = "agreed" if version == 1 else "reached" if version > place + 2 else "under_way"
    if status == "under_way" and log.rng.random() < 0.1:
        status = "given_up"
    return {
        "what": what,
        "measured_by": log.rng.choice(_MEASURES),
        "by_when": plus(agreed, log.rng.randint(28, 90)).isoformat(),
        "status": status,
    }
