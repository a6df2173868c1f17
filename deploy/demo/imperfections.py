"""Adds what people did and may not count: repeats, wrong conditions, missed windows, and everything that
programmes never claim. Both evaluations wanted it recorded (handbook 3); no table may be moved by it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from random import Random

from deploy.demo import report_text
from deploy.demo.oows import Strand
from deploy.demo.outcomes import certificate, evidence, qualification, six_months_after
from deploy.demo.person import DemoPerson, Feat, Sighting, plus
from deploy.demo.random_source import random_source, some
from shared.contracts.vocabulary import AchievementKind, Evidence, FollowUp, LabourMarket

# How many of each: enough to be met with when looking around, few enough to stay the exception.
_REPEATS = 160
_STILL_TAKING_PART = 320
_NEVER_CLAIMED = 700
_HANDFUL = 6

_UNCLAIMABLE = (
    AchievementKind.JOB_INTERVIEW,
    AchievementKind.JOB_APPLICATION,
    AchievementKind.NON_ACCREDITED_COURSE,
    AchievementKind.PART_QUALIFICATION,
    AchievementKind.PART_TIME_WORK,
    AchievementKind.BECAME_MENTOR,
)


def add(people: Sequence[DemoPerson], seed: int) -> None:
    rng = random_source(seed, "noise")
    counted = [person for person in people if person.counted]
    _repeat(counted, rng)
    _while_taking_part(counted, rng)
    _never_claimed(counted, rng)
    _refused(counted, rng)
    _follow_up(counted, rng)


def _repeat(people: Sequence[DemoPerson], rng: Random) -> None:
    """A second course or spell of volunteering, of the same sort as the first: one claim all the same."""
    repeatable = (AchievementKind.QUALIFICATION, AchievementKind.CERTIFICATE, AchievementKind.VOLUNTEERING)
    able = [
        person for person in people if person.left and person.feats and person.feats[-1].kind in repeatable
    ]
    for person in some(rng, able, _REPEATS, "repeats"):
        first = person.feats[-1]
        on = _between(first.on, max(first.on, person.exit_day), rng)
        level = None if first.level is None else min(first.level, 2)
        person.feats.append(
            Feat(first.kind, on, evidence(rng), level, first.text if level == first.level else None)
        )


def _while_taking_part(people: Sequence[DemoPerson], rng: Random) -> None:
    """Nothing can be claimed for somebody who has not left ([4.22])."""
    open_ = [person for person in people if person.ending is None and person.stay >= 40]
    for person in some(rng, open_, _STILL_TAKING_PART, "achievements of people taking part"):
        on = _between(
            plus(person.away.rejoined_on if person.away else person.registered_on, 1), person.last_day, rng
        )
        made = (
            qualification(on, rng.randint(1, 3), rng),
            certificate(on, rng),
            Feat(AchievementKind.VOLUNTEERING, on, evidence(rng)),
            Feat(AchievementKind.PAID_WORK, on, evidence(rng)),
        )
        person.feats.append(rng.choice(made))


def _never_claimed(people: Sequence[DemoPerson], rng: Random) -> None:
    for person in some(
        rng, [person for person in people if person.stay >= 20], _NEVER_CLAIMED, "unclaimable"
    ):
        kind = rng.choices(_UNCLAIMABLE, (30, 30, 25, 8, 5, 2))[0]
        on = _between(person.registered_on, person.last_day, rng)
        person.feats.append(Feat(kind, on, evidence(rng)))


def _refused(people: Sequence[DemoPerson], rng: Random) -> None:
    """A handful of each thing that a rule refuses. All different people, none with a claim to spoil."""
    free = [person for person in people if person.left and not person.claims and person.away is None]
    used: set[DemoPerson] = set()

    def handful(what: str, may: Callable[[DemoPerson], bool]) -> list[DemoPerson]:
        chosen = some(rng, [person for person in free if person not in used and may(person)], _HANDFUL, what)
        used.update(chosen)
        return chosen

    for person in handful("education at 25 and over", lambda person: person.strand is Strand.ADULT):
        person.feats.append(_feat(AchievementKind.EDUCATION_OR_TRAINING, person.exit_day))
    for person in handful("job search by the unemployed", lambda person: not _inactive(person)):
        person.feats.append(_feat(AchievementKind.JOB_SEARCH, person.exit_day))
    late: dict[AchievementKind, Callable[[DemoPerson], bool]] = {
        AchievementKind.JOB_SEARCH: _inactive,
        AchievementKind.PAID_WORK: lambda person: True,
        AchievementKind.CERTIFICATE: lambda person: True,
        AchievementKind.EDUCATION_OR_TRAINING: lambda person: person.strand is Strand.YOUNG,
    }
    for kind, may in late.items():
        for person in handful(f"{kind}, too late", partial(_too_late, may)):
            person.feats.append(_feat(kind, plus(person.exit_day, rng.randint(29, 70))))
    for person in handful(
        "work before registration", lambda person: person.registered_on > plus(report_text.STARTS, 40)
    ):
        person.feats.append(_feat(AchievementKind.PAID_WORK, plus(person.registered_on, -rng.randint(5, 30))))
    for person in handful("in work, asked too early", _long_gone):
        on = plus(six_months_after(person.exit_day), -rng.randint(15, 60))
        person.sightings.append(Sighting(FollowUp.IN_WORK, on, Evidence.SELF_REPORTED))


def _follow_up(people: Sequence[DemoPerson], rng: Random) -> None:
    """Most of those who left could not be reached six months later [4.26]: that is not "not in work"."""
    for person in people:
        if not person.left or person.sightings or six_months_after(person.exit_day) > report_text.ENDS:
            continue
        status = rng.choices((None, FollowUp.NOT_IN_WORK, FollowUp.NOT_FOLLOWED_UP), (40, 20, 40))[0]
        if status is not None:
            due = six_months_after(person.exit_day)
            on = _between(due, min(plus(due, 28), report_text.ENDS), rng)
            person.sightings.append(Sighting(status, on, Evidence.SELF_REPORTED))


def _feat(kind: AchievementKind, on: date) -> Feat:
    return Feat(kind, on, Evidence.SELF_REPORTED)


def _inactive(person: DemoPerson) -> bool:
    return person.labour_market is LabourMarket.ECONOMICALLY_INACTIVE


def _long_gone(person: DemoPerson) -> bool:
    return six_months_after(person.exit_day) <= report_text.ENDS


def _between(low: date, high: date, rng: Random) -> date:
    return plus(low, rng.randint(0, (high - low).days))


def _too_late(may: Callable[[DemoPerson], bool], person: DemoPerson) -> bool:
    """Whether the window after the person's exit has long passed, and nothing else speaks against a claim."""
    return may(person) and _long_gone(person)
