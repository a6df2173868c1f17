"""Tells who is ready for placement: agreed on once, confirmed every four weeks by most, and over for some
before they leave (handbook 4)."""

from datetime import date
from random import Random

from deploy.demo.event_log import EventLog
from deploy.demo.lives.life import Life
from deploy.demo.person import Body, plus
from shared.contracts.vocabulary import Adjustment, HoursPattern, Interest

_READY_PCT = 30
_CONFIRMED_PCT = 80
_OVER_PCT = 15
_LONG_ENOUGH = 100
_CONFIRMED_EVERY = 28

_CERTIFICATES = ("food_hygiene", "cscs", "first_aid", "manual_handling")
_NOT_NOW = ("Wants to wait until the children are back at school", "The bus does not run any more")


def tell(log: EventLog, life: Life, rested_on: date | None) -> None:
    """Tell it of people who never rested: nobody is ready while their file is suspended."""
    person, rng = log.person, Random(life.readiness)  # noqa: S311 - repeatable on purpose
    takes_part = rested_on is None and not life.withdraws_consent
    if not takes_part or person.supported_days < _LONG_ENOUGH or rng.randrange(100) >= _READY_PCT:
        return
    first = plus(person.registered_on, rng.randint(60, person.supported_days - 20))
    last, brings = plus(person.supported_until, -1), _brings(rng, first)
    log.add_late(first, "ready-for-placement", **brings)
    confirmed = plus(first, _CONFIRMED_EVERY)
    while confirmed < last and rng.randrange(100) < _CONFIRMED_PCT:
        log.add_late(confirmed, "ready-for-placement", **brings)
        confirmed = plus(confirmed, _CONFIRMED_EVERY)
    if rng.randrange(100) < _OVER_PCT:
        log.add_late(last, "no-longer-ready", note=rng.choice(_NOT_NOW))


def _brings(rng: Random, first: date) -> Body:
    kinds = ["work_experience", "volunteering", "one_off_event"] + ["paid_job"] * rng.randint(0, 1)
    held = rng.sample(_CERTIFICATES, rng.choice((0, 0, 1, 2)))
    return {
        "agreed_by_participant": True,
        "agreed_by_mentor": True,
        "from": plus(first, rng.choice((0, 7, 14))).isoformat(),
        "kinds": kinds,
        "soc_groups": sorted(rng.sample(range(4, 10), rng.choice((2, 3)))),
        "hours_patterns": [str(each) for each in rng.sample([*HoursPattern], rng.choice((0, 2, 3)))],
        "max_hours_per_week": rng.choice((16, 16, 20, 30, 37)),
        "travel": rng.choices(("own_lot", "adjoining_lots", "anywhere"), (60, 33, 7))[0],
        "drives": rng.random() < 0.3,
        "certificates": [
            {"kind": kind, "expires_on": plus(first, 3 * 365).isoformat()} for kind in sorted(held)
        ],
        "legal_requirements_met": ["aged_18_or_over"],
        "adjustments": [str(each) for each in rng.sample([*Adjustment], rng.choice((0, 0, 0, 1, 2)))],
        "interests": [str(each) for each in rng.sample([*Interest], rng.choice((1, 2, 3)))],
    }
