"""Assigns characteristics to people, so that [4.12]-[4.16] come out to the last one."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import TypeVar

from deploy.demo import printed_tables, report_text
from deploy.demo.arithmetic import apportion, printed_as
from deploy.demo.oows import Lot, Strand
from deploy.demo.person import DemoPerson
from deploy.demo.random_source import random_source
from shared.contracts.vocabulary import Answer, Condition, Ethnicity, Gender, LabourMarket, Qualification

V = TypeVar("V", bound=str)

_ANSWERS = {
    "single_adult_household": ("Household", "Single adult household"),
    "jobless_household": ("Household", "Jobless household"),
    "homeless": ("Household", "Homeless or affected by housing exclusion"),
    "dependent_children": ("Caring", "Dependent children"),
    "primary_carer": ("Caring", "Primary carer"),
    "work_limiting_condition": ("Health", "Work-limiting health condition"),
    "disability": ("Health", "Disability"),
}

_LEVELS = {
    "None": {Qualification.NONE: 1},
    "Below CQFW level 1": {Qualification.BELOW_CQFW_1: 1},
    # The report prints bands; how they were spread inside is not known. Most people in them hold level 2.
    "CQFW levels 1-3": {Qualification.CQFW_1: 30, Qualification.CQFW_2: 45, Qualification.CQFW_3: 25},
    "CQFW levels 5-7": {Qualification.CQFW_5: 50, Qualification.CQFW_6: 40, Qualification.CQFW_7: 10},
}

_INACTIVE_PCT = 55
"""[3.3] asks for a person 25 or over to be inactive or long unemployed and gives no shares; job searching can
be claimed for the inactive only, so they have to be well over the 655 of Table 4.4 in every lot."""

_NOT_KNOWN_PCT = 2


def assign(people: Sequence[DemoPerson], seed: int) -> None:
    """Fill in `traits` and `labour_market` of everybody."""
    rng = random_source(seed, "traits")
    printed = printed_tables.characteristics()
    counted = [person for person in people if person.counted]
    _deal(
        rng,
        counted,
        "gender",
        {Gender.MALE: printed["Gender", "Male"], Gender.FEMALE: printed["Gender", "Female"]},
    )
    _conditions(rng, counted, printed)
    _ethnicity(rng, counted, printed["Ethnicity", "Black or Minority Ethnic"])
    _deal(rng, counted, "qualification", _qualifications(printed))
    for name, key in _ANSWERS.items():
        yes = printed[key]
        unknown = len(counted) * _NOT_KNOWN_PCT // 100
        shares = {Answer.YES: yes, Answer.NOT_KNOWN: unknown, Answer.NO: len(counted) - yes - unknown}
        _deal(rng, counted, name, shares)
    for person in people:
        if not person.counted:  # in no figure: like somebody else
            person.traits = dict(rng.choice(counted).traits)
        person.labour_market = _labour_market(person, rng)
        person.traits["labour_market"] = person.labour_market
        alone = person.traits["single_adult_household"] == person.traits["dependent_children"] == Answer.YES
        person.traits["lone_parent"] = Answer.YES if alone else Answer.NO
        person.traits["understands_welsh"] = rng.choices(list(Answer), (25, 70, 5))[0]


def _deal(rng: Random, people: Sequence[DemoPerson], name: str, counts: Mapping[V, int]) -> None:
    """Hand out a characteristic: every value exactly as often as asked, to anybody."""
    values = [value for value, number in counts.items() for _ in range(number)]
    if len(values) != len(people):
        raise ValueError(f"{name}: {len(values)} values for {len(people)} people")
    rng.shuffle(values)
    for person, value in zip(people, values, strict=True):
        person.traits[name] = value


def _qualifications(printed: Mapping[tuple[str, str], int]) -> dict[str, int]:
    return {
        level: number
        for band, levels in _LEVELS.items()
        for level, number in apportion(printed["Qualification on entry", band], levels).items()
    }


def _conditions(rng: Random, counted: Sequence[DemoPerson], printed: Mapping[tuple[str, str], int]) -> None:
    """The programme's three counts, with the shares of two lots as [4.13] gives them."""
    by_lot = _by_lot(counted)
    registered = {lot: len(own) for lot, own in by_lot.items()}
    substance = _with_known(
        printed["Condition", "Substance misuse only"], report_text.SUBSTANCE_ONLY_PCT, registered
    )
    both = _with_known(
        printed["Condition", "Substance misuse and mental health (dual)"], report_text.DUAL_PCT, registered
    )
    for lot, own in by_lot.items():
        shares = {
            Condition.SUBSTANCE_MISUSE: substance[lot],
            Condition.BOTH: both[lot],
            Condition.MENTAL_HEALTH: len(own) - substance[lot] - both[lot],
        }
        _deal(rng, own, "condition", shares)


def _with_known(total: int, per_cent: Mapping[Lot, int], registered: Mapping[Lot, int]) -> dict[Lot, int]:
    """Share a total out by lot, where the percentages of some lots are known."""
    known = {lot: sum(printed_as(share, registered[lot])) // 2 for lot, share in per_cent.items()}
    others = {lot: number for lot, number in registered.items() if lot not in known}
    return {**known, **apportion(total - sum(known.values()), others)}


def _ethnicity(rng: Random, counted: Sequence[DemoPerson], minority: int) -> None:
    by_lot = _by_lot(counted)
    others = {lot: len(own) for lot, own in by_lot.items() if lot != Lot.CARDIFF_AND_VALE}
    shares = {Lot.CARDIFF_AND_VALE: report_text.BME_IN_CARDIFF_AND_VALE} | apportion(
        minority - report_text.BME_IN_CARDIFF_AND_VALE, others
    )
    for lot, own in by_lot.items():
        unknown = len(own) * _NOT_KNOWN_PCT // 100
        values = {
            Ethnicity.BLACK_OR_MINORITY_ETHNIC: shares[lot],
            Ethnicity.NOT_KNOWN: unknown,
            Ethnicity.WHITE: len(own) - shares[lot] - unknown,
        }
        _deal(rng, own, "ethnicity", values)


def _labour_market(person: DemoPerson, rng: Random) -> LabourMarket:
    if rng.randrange(100) < _INACTIVE_PCT:
        return LabourMarket.ECONOMICALLY_INACTIVE
    # Under 25 it is enough not to be in education, employment or training [3.3].
    if person.strand is Strand.YOUNG and rng.random() < 0.6:
        return LabourMarket.UNEMPLOYED
    return LabourMarket.LONG_TERM_UNEMPLOYED


def _by_lot(people: Iterable[DemoPerson]) -> dict[Lot, list[DemoPerson]]:
    by_lot: dict[Lot, list[DemoPerson]] = {lot: [] for lot in Lot}
    for person in people:
        by_lot[person.lot].append(person)
    return by_lot
