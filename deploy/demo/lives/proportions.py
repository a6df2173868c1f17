"""Deals support out in the proportions of the case files of Peer Mentoring Wales, where files were kept well
(handbook 1, "Numbers to size by"; handbook 2, "an official mean of 24 hours where case files showed
110")."""

from collections.abc import Sequence
from random import Random

from deploy.demo.arithmetic import apportion, percent
from deploy.demo.lives import group_sessions, overdue, slips
from deploy.demo.lives.life import Life
from deploy.demo.oows import Lot
from deploy.demo.person import DemoPerson
from deploy.demo.random_source import random_source, some

LOTS = (Lot.DYFED, Lot.POWYS)
"""Both are Cyfle Cymru's, and small enough for a laptop."""

CONTACTS = 23
HOURS = 110
VOLUNTEERING_HOURS = 86
"""Of the 110; the other 24 are what was officially told."""
CALLS_PCT = 55
LETTERS_PCT = 37

_VOLUNTEERS_PCT = 35
_NO_HOURS_PCT = 18
"""Files without any activity: there were whole batches of them (handbook 3)."""
_LONG_ENOUGH = 45


def assign(people: Sequence[DemoPerson], seed: int) -> None:
    """Fill in `life` of everybody in the two lots."""
    for lot in LOTS:
        rng = random_source(seed, f"lives/{lot}")
        own = [person for person in people if person.lot is lot]
        for person in own:
            person.life = Life()
        counted = [person for person in own if person.counted]
        slips.assign(counted, rng)
        overdue.assign(counted, rng)
        _contacts(counted, rng)
        _hours(counted, rng)
        group_sessions.assign(counted, rng)
        for person in own:
            person.file.readiness = rng.getrandbits(32)


def _contacts(people: Sequence[DemoPerson], rng: Random) -> None:
    """Everybody has at least the one on joining; the longer somebody stays, the more there are."""
    weights = {person: _days(person, rng) for person in people}
    further = apportion((CONTACTS - 1) * len(people), weights)
    for person, number in further.items():
        person.file.contacts += number
    for person in some(rng, people, _share(CALLS_PCT, people), "calls"):
        person.file.has_calls = True
    with_letter = sum(bool(person.silences) for person in people)
    others = [person for person in people if not person.silences]
    for person in some(rng, others, _share(LETTERS_PCT, people) - with_letter, "letters"):
        person.file.has_letter = True


def _hours(people: Sequence[DemoPerson], rng: Random) -> None:
    active = [person for person in people if rng.randrange(100) >= _NO_HOURS_PCT]
    hours = apportion(
        (HOURS - VOLUNTEERING_HOURS) * len(people), {person: _days(person, rng) for person in active}
    )
    for person, number in hours.items():
        person.file.hours = number
    able = [person for person in active if person.supported_days >= _LONG_ENOUGH]
    volunteers = some(rng, able, _share(_VOLUNTEERS_PCT, people), "volunteers")
    volunteered = apportion(
        VOLUNTEERING_HOURS * len(people), {person: _days(person, rng) for person in volunteers}
    )
    for person, number in volunteered.items():
        person.file.volunteering_hours = number


def _days(person: DemoPerson, rng: Random) -> int:
    """Weigh the days of support, some people's more than others'."""
    return int((person.supported_days + 2) * 100 * rng.lognormvariate(0, 0.3))


def _share(per_cent: int, people: Sequence[DemoPerson]) -> int:
    number = per_cent * len(people) // 100
    return number if percent(number, len(people)) == per_cent else number + 1
