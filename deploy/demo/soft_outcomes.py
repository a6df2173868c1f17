"""Assigns the answers to the thirteen soft-outcome questions on leaving, as Table 4.6 prints them."""

from collections.abc import Mapping, Sequence
from random import Random

from deploy.demo import printed_tables, report_text
from deploy.demo.arithmetic import apportion, printed_as, spread
from deploy.demo.oows import Lot
from deploy.demo.person import DemoPerson
from deploy.demo.random_source import random_source, some
from shared.contracts.vocabulary import Change, Indicator

_FORMS = 450
"""More forms than the 422 answers to the most answered question, since nobody had to answer every one. With
fewer than 100 from each Platfform lot, as not all of the copied forms had answers [4.56]."""


def assign(people: Sequence[DemoPerson], seed: int) -> None:
    """Fill in `soft` for those whose exit form was kept."""
    rng = random_source(seed, "soft outcomes")
    kept = _kept(people, rng)
    for indicator, (printed, total) in zip(Indicator, printed_tables.soft_outcomes(), strict=True):
        counts = changes(indicator, printed, total)
        values = [change for change, number in counts.items() for _ in range(number)]
        for person, value in zip(some(rng, kept, total, indicator), values, strict=True):
            person.soft[indicator] = value


def changes(indicator: Indicator, printed: Mapping[str, int], total: int) -> dict[str, int]:
    """How many of `total` answered what, so that the five percentages and the text agree.

    Raises ValueError where they cannot."""
    bounds: dict[str, tuple[int, int]] = {
        change: printed_as(per_cent, total) for change, per_cent in printed.items()
    }
    if indicator in report_text.WORSE:
        bounds[Change.WORSE] = (report_text.WORSE[indicator], report_text.WORSE[indicator])
    if indicator not in report_text.BETTER:
        return spread(total, bounds, f"Table 4.6, {indicator}")
    better = report_text.BETTER[indicator]
    upper: dict[str, tuple[int, int]] = {
        change: bounds.pop(change) for change in (Change.MUCH_BETTER, Change.BETTER)
    }
    return {
        **spread(better, upper, f"[4.57], {indicator}"),
        **spread(total - better, bounds, f"Table 4.6, {indicator}"),
    }


def _kept(people: Sequence[DemoPerson], rng: Random) -> list[DemoPerson]:
    """The people whose forms can be read: a sample of the leavers in each lot."""
    left: dict[Lot, list[DemoPerson]] = {
        lot: [person for person in people if person.lot == lot and person.left] for lot in Lot
    }
    shares = dict.fromkeys(report_text.PLATFFORM, report_text.COPIED_FORMS * 6 // 10)
    shares |= apportion(
        _FORMS - sum(shares.values()), {lot: len(left[lot]) for lot in report_text.CYFLE_CYMRU}
    )
    return [
        person for lot, number in shares.items() for person in some(rng, left[lot], number, f"forms, {lot}")
    ]
