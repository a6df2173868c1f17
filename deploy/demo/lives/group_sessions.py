"""Assigns group sessions: one a week in each lot, recorded once, with who came (handbook 2)."""

from collections.abc import Sequence
from datetime import date
from random import Random

from deploy.demo.lives.life import Session
from deploy.demo.person import DemoPerson, plus

_GOERS_PCT = 55
_SHARE = 0.5
"""Of the contacts of those who go to groups at all."""
_THURSDAY = 3
_FEWEST_CONTACTS = 6
_ROOM = 14
"""People in one group; where more come, there are several."""


def assign(people: Sequence[DemoPerson], rng: Random) -> None:
    """Fill in who comes when, and under whom each session is recorded."""
    came: dict[date, list[DemoPerson]] = {}
    for person in people:
        if rng.randrange(100) < _GOERS_PCT and person.file.contacts >= _FEWEST_CONTACTS:
            thursdays = _thursdays(plus(person.registered_on, 7), person.supported_until)
            wanted = min(len(thursdays), round(person.file.contacts * _SHARE))
            for day in rng.sample(thursdays, wanted):
                came.setdefault(day, []).append(person)
            person.file.group_contacts = wanted
    for day in sorted(came):
        people_of_day = came[day]
        for place in range(0, len(people_of_day), _ROOM):
            first, *others = people_of_day[place : place + _ROOM]
            first.file.sessions.append(Session(day, tuple(other.subject for other in others)))


def _thursdays(first: date, last: date) -> list[date]:
    start = plus(first, (_THURSDAY - first.weekday()) % 7)
    return [plus(start, days) for days in range(0, (last - start).days + 1, 7)]
