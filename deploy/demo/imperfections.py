"""What people also did and what may not count: repeats, wrong conditions, missed windows, and everything that
programmes never claim. Both evaluations wanted it recorded (handbook 3); no table may be moved by it."""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

from deploy.demo import report_text
from deploy.demo.outcomes import certificate, evidence, qualification, six_months_after
from deploy.demo.person import DemoPerson, Feat, Sighting, plus
from deploy.demo.random_source import random_source, some
from shared.contracts.vocabulary import AchievementKind, Evidence, FollowUp, LabourMarket, Strand

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


def add(lives: Sequence[DemoPerson], seed: int) -> None:
    rng = random_source(seed, "noise")
    counted = [life for life in lives if life.counted]
    _repeat(counted, rng)
    _while_taking_part(counted, rng)
    _never_claimed(counted, rng)
    _refused(counted, rng)
    _follow_up(counted, rng)


def _repeat(lives: Sequence[DemoPerson], rng: Random) -> None:
    """A second course or spell of volunteering, of the same sort as the first: one claim all the same."""
    repeatable = (AchievementKind.QUALIFICATION, AchievementKind.CERTIFICATE, AchievementKind.VOLUNTEERING)
    able = [life for life in lives if life.left and life.feats and life.feats[-1].kind in repeatable]
    for life in some(rng, able, _REPEATS, "repeats"):
        first = life.feats[-1]
        on = _between(first.on, max(first.on, life.exit_day), rng)
        level = None if first.level is None else min(first.level, 2)
        life.feats.append(
            Feat(first.kind, on, evidence(rng), level, first.text if level == first.level else None)
        )


def _while_taking_part(lives: Sequence[DemoPerson], rng: Random) -> None:
    """Nothing can be claimed for somebody who has not left ([4.22])."""
    open_ = [life for life in lives if life.ending is None and life.stay >= 40]
    for life in some(rng, open_, _STILL_TAKING_PART, "achievements of people taking part"):
        on = _between(plus(life.away.rejoined_on if life.away else life.registered_on, 1), life.last_day, rng)
        made = (
            qualification(on, rng.randint(1, 3), rng),
            certificate(on, rng),
            Feat(AchievementKind.VOLUNTEERING, on, evidence(rng)),
            Feat(AchievementKind.PAID_WORK, on, evidence(rng)),
        )
        life.feats.append(rng.choice(made))


def _never_claimed(lives: Sequence[DemoPerson], rng: Random) -> None:
    for life in some(rng, [life for life in lives if life.stay >= 20], _NEVER_CLAIMED, "unclaimable"):
        kind = rng.choices(_UNCLAIMABLE, (30, 30, 25, 8, 5, 2))[0]
        on = _between(life.registered_on, life.last_day, rng)
        life.feats.append(Feat(kind, on, evidence(rng)))


def _refused(lives: Sequence[DemoPerson], rng: Random) -> None:
    """A handful of each thing that a rule refuses. All different people, none with a claim to spoil."""
    free = [life for life in lives if life.left and not life.claims and life.away is None]
    used: set[DemoPerson] = set()

    def handful(what: str, may: Callable[[DemoPerson], bool]) -> list[DemoPerson]:
        chosen = some(rng, [life for life in free if life not in used and may(life)], _HANDFUL, what)
        used.update(chosen)
        return chosen

    for life in handful("education at 25 and over", lambda life: life.strand is Strand.ADULT):
        life.feats.append(_feat(AchievementKind.EDUCATION_OR_TRAINING, life.exit_day))
    for life in handful("job search by the unemployed", lambda life: not _inactive(life)):
        life.feats.append(_feat(AchievementKind.JOB_SEARCH, life.exit_day))
    late: dict[AchievementKind, Callable[[DemoPerson], bool]] = {
        AchievementKind.JOB_SEARCH: _inactive,
        AchievementKind.PAID_WORK: lambda life: True,
        AchievementKind.CERTIFICATE: lambda life: True,
        AchievementKind.EDUCATION_OR_TRAINING: lambda life: life.strand is Strand.YOUNG,
    }
    for kind, may in late.items():
        for life in handful(f"{kind}, too late", lambda life, may=may: may(life) and _long_gone(life)):  # type: ignore[misc]
            life.feats.append(_feat(kind, plus(life.exit_day, rng.randint(29, 70))))
    for life in handful(
        "work before registration", lambda life: life.registered_on > plus(report_text.STARTS, 40)
    ):
        life.feats.append(_feat(AchievementKind.PAID_WORK, plus(life.registered_on, -rng.randint(5, 30))))
    for life in handful("in work, asked too early", _long_gone):
        on = plus(six_months_after(life.exit_day), -rng.randint(15, 60))
        life.sightings.append(Sighting(FollowUp.IN_WORK, on, Evidence.SELF_REPORTED))


def _follow_up(lives: Sequence[DemoPerson], rng: Random) -> None:
    """Most of those who left could not be reached six months later [4.26]: that is not "not in work"."""
    for life in lives:
        if not life.left or life.sightings or six_months_after(life.exit_day) > report_text.ENDS:
            continue
        status = rng.choices((None, FollowUp.NOT_IN_WORK, FollowUp.NOT_FOLLOWED_UP), (40, 20, 40))[0]
        if status is not None:
            due = six_months_after(life.exit_day)
            on = _between(due, min(plus(due, 28), report_text.ENDS), rng)
            life.sightings.append(Sighting(status, on, Evidence.SELF_REPORTED))


def _feat(kind: AchievementKind, on: date) -> Feat:
    return Feat(kind, on, Evidence.SELF_REPORTED)


def _inactive(life: DemoPerson) -> bool:
    return life.labour_market is LabourMarket.ECONOMICALLY_INACTIVE


def _long_gone(life: DemoPerson) -> bool:
    return six_months_after(life.exit_day) <= report_text.ENDS


def _between(low: date, high: date, rng: Random) -> date:
    return plus(low, rng.randint(0, (high - low).days))
