"""Who filled in the Employment Wheel, and who of them got further round it [4.39]."""

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


def turn(lives: Sequence[DemoPerson], seed: int) -> None:
    rng = random_source(seed, "wheels")
    cyfle = [
        life for life in lives if life.lot in report_text.CYFLE_CYMRU and life.counted and life.away is None
    ]
    long_enough = [life for life in cyfle if _days(life) >= 60]
    twice = some(rng, long_enough, report_text.WHEELS, "people with two wheels")
    for number, life in enumerate(twice):
        first = _baseline(rng)
        begun = plus(life.registered_on, rng.randint(0, 21))
        later = plus(life.registered_on, rng.randint(40, _days(life)))
        last = _progressed(first, rng) if number < report_text.WHEELS_PROGRESSED else _no_further(first, rng)
        life.wheels = [(begun, first), (later, last)]
    again = set(twice)
    once = [life for life in cyfle if life not in again and life.stay >= 21]
    for life in some(rng, once, _ONE_WHEEL, "people with one wheel"):
        life.wheels = [(plus(life.registered_on, rng.randint(0, 21)), _baseline(rng))]


def _days(life: DemoPerson) -> int:
    """Days with the service by the end of May 2018, when Cyfle Cymru counted."""
    return (min(life.last_day, report_text.WHEELS_BY) - life.registered_on).days


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
