"""Chooses people of whom something is overdue when the period ends, so that every list of what is due has
somebody on it, and those who stopped answering shortly after joining."""

from collections.abc import Sequence
from datetime import date
from random import Random

from deploy.demo import report_text, silences
from deploy.demo.person import DemoPerson, Silence, plus
from deploy.demo.random_source import some
from shared.contracts.vocabulary import ExitReason

_LETTER_ENDED = 5
_STILL_TRIED = 3
_TRIED_AND_CLOSED = 4
_NO_MENTOR = 3
_CONSENT_WITHDRAWN = 3

_TRIED_FOR = 215
"""Days of a stay in which somebody who disengages within 28 days can be tried for six months."""


def assign(people: Sequence[DemoPerson], rng: Random) -> None:
    """Choose different people for each."""
    waiting = [
        person for person in people if person.ending is None and person.away is None and not _tells(person)
    ]
    long = [person for person in waiting if person.stay >= _TRIED_FOR]
    for person in some(rng, long, _STILL_TRIED, "people who are still tried"):
        _stop_shortly_after_joining(person, rng)
    waiting = [person for person in waiting if not person.silences]
    settled = [person for person in waiting if person.stay >= silences.SHORTEST_STAY]
    for person in some(rng, settled, _LETTER_ENDED, "letters that ended"):
        person.silences.append(silences.before_exit(plus(report_text.ENDS, -rng.randint(0, 9)), rng))
    waiting = [person for person in waiting if not person.silences]
    new = sorted(waiting, key=lambda person: person.registered_on)[-4 * _NO_MENTOR :]
    for person in some(rng, new, _NO_MENTOR, "people without a mentor"):
        person.file.has_mentor = False
    settled = [person for person in waiting if person.file.has_mentor and person.stay >= 60]
    for person in some(rng, settled, _CONSENT_WITHDRAWN, "consents withdrawn"):
        person.file.withdraws_consent = True
    left = [
        person
        for person in people
        if person.reason is ExitReason.DISENGAGED
        and person.left
        and person.away is None
        and person.stay >= _TRIED_FOR
        and not _tells(person)
    ]
    for person in some(rng, left, _TRIED_AND_CLOSED, "people tried for six months"):
        _stop_shortly_after_joining(person, rng)


def _stop_shortly_after_joining(person: DemoPerson, rng: Random) -> None:
    """Whoever disengages within 28 days is suspended, and tried for six months (handbook 2)."""
    first = plus(person.registered_on, rng.randint(8, 12))
    second = plus(first, rng.randint(1, 4))
    letter = plus(second, rng.randint(0, 3))
    person.silences = [Silence(first, second, letter)]
    person.file.suspended_on = _after_seven_days(letter)


def _after_seven_days(letter: date) -> date:
    return plus(letter, 8)


def _tells(person: DemoPerson) -> bool:
    """Tell whether something is known of the person that takes longer than a few days to come about."""
    return bool(person.feats or person.sightings or person.soft or person.wheels or person.claims)
