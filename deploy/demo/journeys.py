"""Makes the people: who registered where and when, and who of them left; later steps add to them."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from deploy.demo import durations, printed_tables, quotas, report_text
from deploy.demo.arithmetic import apportion
from deploy.demo.oows import EsfArea, Lot, Strand
from deploy.demo.person import Break, DemoPerson, Ending, Slip, plus
from deploy.demo.random_source import random_source, some
from shared.contracts.vocabulary import ExitKind

_PREFIX = {
    Lot.NORTH_WALES: "GC",  # Gogledd Cymru
    Lot.GWENT: "GWE",
    Lot.DYFED: "DY",
    Lot.WESTERN_BAY: "WB",
    Lot.CWM_TAF: "CT",
    Lot.POWYS: "POW",
    Lot.CARDIFF_AND_VALE: "CV",
}

_GROWING_DAYS = 548
"""Registrations rose for the first 18 months [4.6]."""

_CAME_BACK = {"for good": 25, "and left again": 30}
"""Nobody counted them in 2019; "people return" [3.101], so the demonstration has some."""


def journeys(seed: int) -> list[DemoPerson]:
    """Everybody registered in the seven lots, in the order of registration within each lot."""
    table, registered = printed_tables.stays(), printed_tables.registered_by_lot()
    counts = printed_tables.characteristics()
    leaving = quotas.exits(table, registered, counts["Exit", "Planned exit"], counts["Exit", "Early leaver"])
    lengths = durations.stays(table, {lot: exits.with_stay for lot, exits in leaving.items()})
    late = apportion(report_text.REGISTERED_AFTER, registered)
    people = [
        person
        for lot in Lot
        for person in _lot(lot, leaving[lot], lengths[lot], late[lot], random_source(seed, f"journeys/{lot}"))
    ]
    _come_back(people, random_source(seed, "breaks"))
    return people


def _lot(lot: Lot, exits: quotas.Exits, lengths: list[int], late: int, rng: Random) -> Iterator[DemoPerson]:
    operations = [
        (area, strand)
        for (of, area, strand), number in printed_tables.registered_by_operation().items()
        if of == lot
        for _ in range(number)
    ]
    rng.shuffle(operations)
    starts = [
        *_matched(lot, exits, lengths, len(operations), rng),
        *((day, None) for day in _after(late, rng)),
    ]
    operations += [_after_the_period(lot) for _ in range(late)]
    ordered = sorted(zip(starts, operations, strict=True), key=lambda pair: pair[0][0])
    for number, ((day, ending), (area, strand)) in enumerate(ordered, 1):
        yield DemoPerson(f"{_PREFIX[lot]}-{number:05d}", lot, area, strand, day, ending)


def _after_the_period(lot: Lot) -> tuple[EsfArea, Strand]:
    """Who registered in February 2019 is in no table; the lot's largest operation will do."""
    own = {
        cell: number for cell, number in printed_tables.registered_by_operation().items() if cell[0] == lot
    }
    _, area, strand = max(own, key=lambda cell: own[cell])
    return area, strand


def _after(number: int, rng: Random) -> list[date]:
    return [plus(report_text.ENDS, rng.randint(1, 7)) for _ in range(number)]


def _matched(
    lot: Lot, exits: quotas.Exits, lengths: list[int], registered: int, rng: Random
) -> list[tuple[date, Ending | None]]:
    """Give every stay a day of registration early enough for it. The longest choose first: whatever day a
    longer stay can use, a shorter one can too, so this finds a match whenever there is one."""
    free = _days(lot, registered, rng)
    kinds = [ExitKind.PLANNED] * exits.planned + [ExitKind.UNPLANNED] * (exits.early - exits.undated)
    rng.shuffle(kinds)
    slips: list[Slip | None] = [None] * len(lengths) + [Slip.BEFORE_START] * exits.before_start
    # Long enough for the slip to be told apart from a stay of no time at all, short enough to find a day.
    others = [rng.randint(30, 240) for _ in range(exits.before_start)]
    leavers = list(zip([*lengths, *others], slips, kinds, strict=True))
    leavers += [(rng.randint(30, 240), Slip.UNDATED, ExitKind.UNPLANNED) for _ in range(exits.undated)]
    matched: list[tuple[date, Ending | None]] = []
    for days, slip, kind in sorted(leavers, key=lambda leaver: -leaver[0]):
        choice = bisect_right(free, plus(report_text.ENDS, -days))
        if not choice:
            raise ValueError(f"{lot}: nobody registered early enough to have stayed {days} days")
        start = free.pop(rng.randrange(choice))
        matched.append((start, _ending(start, plus(start, days), kind, slip)))
    rng.shuffle(free)
    for start in free[: exits.after]:
        kind = rng.choice(list(ExitKind))
        day = plus(report_text.ENDS, rng.randint(1, 7))
        matched.append((start, Ending(day, day, kind, Slip.AFTER_QUARTER)))
    return [*matched, *((start, None) for start in free[exits.after :])]


def _ending(start: date, day: date, kind: ExitKind, slip: Slip | None) -> Ending:
    if slip is Slip.UNDATED:
        return Ending(day, None, kind, slip)
    if slip is Slip.BEFORE_START:
        # Last year's number written from habit: the stay is shorter than a year, so this lies before it.
        return Ending(day, plus(day, -365), kind, slip)
    return Ending(day, day, kind, slip)


def _days(lot: Lot, number: int, rng: Random) -> list[date]:
    """Working days, ascending, spread as [4.6] and [4.7] describe."""
    period = [
        report_text.STARTS + timedelta(days=n)
        for n in range((report_text.ENDS - report_text.STARTS).days + 1)
    ]
    working = [day for day in period if day.weekday() < 5]
    running = list(accumulate(_pace(lot, (day - report_text.STARTS).days) for day in working))
    # One draw from each of `number` equal slices: an even spread, and enough early days for any seed.
    draws = (((place + rng.random()) / number) * running[-1] for place in range(number))
    return [working[min(bisect_right(running, draw), len(working) - 1)] for draw in draws]


def _pace(lot: Lot, day: int) -> float:
    """How busy a lot was on a day of the programme, against its busiest day."""
    if day < _GROWING_DAYS:
        return 0.25 + 0.75 * day / _GROWING_DAYS
    last_quarter = day > (report_text.ENDS - report_text.STARTS).days - 92
    if lot in (Lot.POWYS, Lot.CARDIFF_AND_VALE):
        return 1.0
    if lot in (Lot.DYFED, Lot.CWM_TAF) and last_quarter:
        return 0.9
    return 1.0 - 0.3 * (day - _GROWING_DAYS) / 334


def _come_back(people: list[DemoPerson], rng: Random) -> None:
    again = [person for person in people if person.left and not person.planned and person.stay >= 150]
    stayed = [person for person in people if person.ending is None and person.counted and person.stay >= 210]
    chosen = [
        *some(rng, again, _CAME_BACK["and left again"], "people who left again"),
        *some(rng, stayed, _CAME_BACK["for good"], "people who came back"),
    ]
    for person in chosen:
        left = rng.randint(person.stay // 4, person.stay // 2)
        back = rng.randint(left + 14, max(left + 14, person.stay * 3 // 4))
        person.away = Break(plus(person.registered_on, left), plus(person.registered_on, back))
