"""Assigns achievements, so that Table 4.4 follows from the rules of handbook 3 and from nothing else."""

from collections.abc import Sequence
from datetime import date
from random import Random

from deploy.demo import printed_tables, report_text
from deploy.demo.arithmetic import apportion
from deploy.demo.oows import EsfArea, Lot, Strand
from deploy.demo.person import DemoPerson, Feat, Sighting, plus
from deploy.demo.random_source import random_source, some
from shared.contracts.vocabulary import AchievementKind, Evidence, FollowUp, LabourMarket

_WINDOW = 28
_STILL_IN_WORK = 0.85
"""[4.26] counts people "still" in work after six months; some had found it later than four weeks after."""


def assign(people: Sequence[DemoPerson], seed: int) -> None:
    """Mark in `claims` what counts for each person, and give them the feats and sightings behind it."""
    table = printed_tables.outcomes_by_lot()
    for lot in Lot:
        rng = random_source(seed, f"outcomes/{lot}")
        left = [person for person in people if person.lot == lot and person.left]
        _into_work(lot, left, table, rng)
        young = [person for person in left if person.strand is Strand.YOUNG]
        _choose("education-training", table["education-training"][lot], young, rng)
        _choose("job-search", table["job-search"][lot], [person for person in left if _searches(person)], rng)
        _choose(
            "qualification", table["qualification"][lot], [person for person in left if person.stay >= 7], rng
        )
        _choose("placement", table["placement"][lot], [person for person in left if person.stay >= 45], rng)
    rng = random_source(seed, "feats")
    for person in people:
        _ordinary_feats(person, rng)
    _qualify(people, rng)
    _placements(people, rng)
    _after_the_quarter(people, rng)


def evidence(rng: Random) -> Evidence:
    return rng.choices(list(Evidence), (20, 35, 45))[0]


def six_months_after(day: date) -> date:
    """The same day of the month six months on, or the last day of a shorter month (handbook 3)."""
    year, month = divmod(day.year * 12 + day.month - 1 + 6, 12)
    last = plus(date(year + (month == 11), (month + 1) % 12 + 1, 1), -1).day
    return date(year, month + 1, min(day.day, last))


def _searches(person: DemoPerson) -> bool:
    return person.labour_market is LabourMarket.ECONOMICALLY_INACTIVE and "employment" not in person.claims


def _into_work(lot: Lot, left: Sequence[DemoPerson], table: dict[str, dict[Lot, int]], rng: Random) -> None:
    """Everybody employed on leaving or six months later left as planned (note 12)."""
    planned = [person for person in left if person.planned]
    for area, number in _employed_by_area(lot, table["employment"][lot], planned).items():
        own = [person for person in planned if person.esf_area == area]
        for person in some(rng, own, number, f"Table 4.4, employment, {lot}, {area}"):
            person.claims.add("employment")
    followed = [person for person in planned if six_months_after(person.exit_day) <= report_text.ENDS]
    kept = [person for person in followed if "employment" in person.claims]
    others = [person for person in followed if "employment" not in person.claims]
    number = table["employment-6m"][lot]
    still = min(int(number * _STILL_IN_WORK), len(kept))
    for person in rng.sample(kept, still) + some(
        rng, others, number - still, f"Table 4.4, six months, {lot}"
    ):
        person.claims.add("employment-6m")


def _employed_by_area(lot: Lot, number: int, planned: Sequence[DemoPerson]) -> dict[EsfArea, int]:
    """[4.28] tells East and West Gwent apart; elsewhere the areas share as they share the leavers."""
    if lot is Lot.GWENT:
        return report_text.GWENT_EMPLOYED
    return apportion(number, {area: sum(person.esf_area == area for person in planned) for area in EsfArea})


def _choose(category: str, number: int, able: Sequence[DemoPerson], rng: Random) -> None:
    """Most of those who achieve something leave as planned; where they do not suffice, others do too."""
    planned = [person for person in able if person.planned]
    early = [person for person in able if not person.planned]
    first = min(len(planned), number - min(len(early), number // 5))
    chosen = rng.sample(planned, first) + some(rng, early, number - first, f"Table 4.4, {category}")
    for person in chosen:
        person.claims.add(category)


def within(person: DemoPerson, earliest: date, latest: date, rng: Random) -> date:
    """A day of the person's time with the service and the window after it, all inside the period."""
    low, high = max(earliest, person.registered_on), min(latest, report_text.ENDS)
    return plus(low, rng.randint(0, (high - low).days))


def _ordinary_feats(person: DemoPerson, rng: Random) -> None:
    if not person.claims:
        return
    left, window = person.exit_day, plus(person.exit_day, _WINDOW)
    if "employment" in person.claims:
        kind = AchievementKind.SELF_EMPLOYMENT if rng.random() < 0.08 else AchievementKind.PAID_WORK
        person.feats.append(Feat(kind, within(person, plus(left, -21), window, rng), evidence(rng)))
    if "education-training" in person.claims:
        on = within(person, left, window, rng)
        person.feats.append(Feat(AchievementKind.EDUCATION_OR_TRAINING, on, evidence(rng)))
    if "job-search" in person.claims:
        on = within(person, left, window, rng)
        person.feats.append(Feat(AchievementKind.JOB_SEARCH, on, evidence(rng)))
    if "employment-6m" in person.claims:
        due = six_months_after(left)
        on = within(person, plus(due, -14), plus(due, _WINDOW), rng)
        person.sightings.append(Sighting(FollowUp.IN_WORK, on, evidence(rng)))


_CERTIFICATES = ("CSCS card", "Food Hygiene", "First Aid at Work", "Manual Handling", "Health and Safety")


def certificate(on: date, rng: Random) -> Feat:
    return Feat(AchievementKind.CERTIFICATE, on, evidence(rng), None, rng.choice(_CERTIFICATES))


def qualification(on: date, level: int, rng: Random) -> Feat:
    text = f"CQFW level {level} qualification"
    return Feat(AchievementKind.QUALIFICATION, on, evidence(rng), level, text)


def _qualify(people: Sequence[DemoPerson], rng: Random) -> None:
    """Split those who qualified into 708 with a qualification, 25 of them at level 3, and 388 who have a
    certificate alone [4.47]-[4.49]."""
    qualified = [person for person in people if "qualification" in person.claims]
    certified = set(some(rng, qualified, report_text.CERTIFICATE_ONLY, "certificates"))
    others = [person for person in qualified if person not in certified]
    if len(others) != report_text.QUALIFIED:
        said = report_text.QUALIFIED
        raise ValueError(f"Table 4.4 leaves {len(others)} qualifications, [4.47] says {said}")
    third = set(some(rng, others, report_text.QUALIFIED_AT_LEVEL_3, "level 3"))
    for person in qualified:
        on = within(person, plus(person.registered_on, 7), plus(person.exit_day, 10), rng)
        if person in certified:
            person.feats.append(certificate(on, rng))
        else:
            person.feats.append(qualification(on, 3 if person in third else rng.randint(1, 2), rng))


def _placements(people: Sequence[DemoPerson], rng: Random) -> None:
    """30 work experience placements, which employers tell of, and 288 volunteers [4.41], [4.43]."""
    placed = [person for person in people if "placement" in person.claims]
    by_lot = {lot: sum(person.lot == lot for person in placed) for lot in Lot}
    for lot, number in apportion(report_text.WORK_EXPERIENCE, by_lot).items():
        own = [person for person in placed if person.lot == lot and person.away is None]
        for person in some(rng, own, number, f"work experience, {lot}"):
            person.claims.add("work-experience")
    for person in placed:
        if "work-experience" not in person.claims:
            on = within(person, plus(person.registered_on, 30), person.exit_day, rng)
            person.feats.append(Feat(AchievementKind.VOLUNTEERING, on, evidence(rng)))


def _after_the_quarter(people: Sequence[DemoPerson], rng: Random) -> None:
    """Of those who left just after the quarter four had an outcome (note 11): it does not count yet."""
    late = [
        person
        for person in people
        if person.ending is not None
        and person.exit_day > report_text.ENDS
        and person.planned
        and person.stay >= 30
    ]
    chosen = some(rng, late, report_text.LEFT_AFTER["with outcomes"], "outcomes after the quarter")
    for number, person in enumerate(chosen):
        on = plus(person.exit_day, -rng.randint(1, 20))
        kind = (AchievementKind.PAID_WORK, AchievementKind.VOLUNTEERING)[number % 2]
        person.feats.append(Feat(kind, on, evidence(rng)))
    person = chosen[0]
    person.feats.append(qualification(plus(person.exit_day, -5), 2, rng))
