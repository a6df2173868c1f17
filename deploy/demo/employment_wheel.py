"""Assigns Employment Wheels, and who got further round them [4.39]."""

from collections.abc import Sequence
from random import Random

from deploy.demo import report_text
from deploy.demo.person import DemoPerson, plus
from deploy.demo.random_source import random_source, some

CATEGORIES = (
    "basic_skills",
    "recovery_capital",
    "cv",
    "interview_skills",
    "life_skills",
    "qualifications_and_training",
    "voluntary_and_work_experience",
    "it_and_job_search",
)
_MOST_PROGRESS = ("cv", "qualifications_and_training", "voluntary_and_work_experience")
_ONE_WHEEL = 420
"""People who filled it in once and never again: the report counts only those who did so twice."""


def assign(people: Sequence[DemoPerson], seed: int) -> None:
    rng = random_source(seed, "wheels")
    cyfle = [
        person
        for person in people
        if person.lot in report_text.CYFLE_CYMRU and person.counted and person.away is None
    ]
    long_enough = [person for person in cyfle if _days(person) >= 60]
    twice = some(rng, long_enough, report_text.WHEELS, "people with two wheels")
    for number, person in enumerate(twice):
        first = _baseline(rng)
        begun = plus(person.registered_on, rng.randint(0, 21))
        later = plus(person.registered_on, rng.randint(40, _days(person)))
        last = _progressed(first, rng) if number < report_text.WHEELS_PROGRESSED else _no_further(first, rng)
        person.wheels = [(begun, first), (later, last)]
    again = set(twice)
    once = [person for person in cyfle if person not in again and person.supported_days >= 21]
    for person in some(rng, once, _ONE_WHEEL, "people with one wheel"):
        person.wheels = [(plus(person.registered_on, rng.randint(0, 21)), _baseline(rng))]


def _days(person: DemoPerson) -> int:
    """Days with the service by the end of May 2018, when Cyfle Cymru counted."""
    return (min(person.supported_until, report_text.WHEELS_BY) - person.registered_on).days


def _baseline(rng: Random) -> dict[str, int]:
    return {category: rng.randint(1, 7) for category in CATEGORIES}


def _progressed(first: dict[str, int], rng: Random) -> dict[str, int]:
    better = {*rng.sample(CATEGORIES, rng.randint(1, 3)), rng.choice(_MOST_PROGRESS)}
    return {
        category: score + rng.randint(1, 3) if category in better else max(1, score - rng.randint(0, 1))
        for category, score in first.items()
    }


def _no_further(first: dict[str, int], rng: Random) -> dict[str, int]:
    return {category: max(1, score - rng.randint(0, 1)) for category, score in first.items()}
