"""Turns the programmes that are loaded into values of this service's domain."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from services.outcomes.domain.programme import (
    Amount,
    Bilingual,
    Category,
    Cell,
    Condition,
    Exclusive,
    Line,
    Part,
    Profile,
    Programme,
    Quarter,
    StatusAfterExit,
    Strand,
    Window,
)
from shared.contracts.vocabulary import AchievementKind
from shared.programmes import entries, load_all, measures, model


@cache
def all_programmes() -> Mapping[str, Programme]:
    """Every programme by its code. Raises ProgrammeInvalid where a file is wrong."""
    return {code: of(loaded) for code, loaded in load_all().items()}


def of(loaded: model.Programme) -> Programme:
    """The programme as this service sees it."""
    return Programme(
        code=loaded.code,
        name=_name(loaded),
        fund=loaded.fund,
        starts_on=loaded.starts_on,
        esf_areas=tuple((each.code, _name(each)) for each in loaded.esf_areas),
        lots=tuple((each.code, _name(each)) for each in loaded.lots),
        strands=tuple(Strand(each.code, _name(each), each.from_age, each.to_age) for each in loaded.strands),
        cells=tuple(Cell(each.esf_area, each.strand, lot) for each in loaded.operations for lot in each.lots),
        categories=tuple(_category(each) for each in loaded.categories),
        exclusive=tuple(Exclusive(each.code, frozenset(each.categories)) for each in loaded.exclusive),
        quarters=tuple(Quarter(each.code, each.ends_on) for each in loaded.quarters),
        targets=tuple(
            replace(amount, applies_from=each.applies_from)
            for each in loaded.targets
            for amount in _amounts(loaded, each)
        ),
        profiles=tuple(
            Profile(
                profile.applies_from,
                tuple((each.quarter, amount) for each in profile.at for amount in _amounts(loaded, each)),
            )
            for profile in loaded.profiles
        ),
        characteristics=tuple(
            Line(each.characteristic, each.value, each.field, frozenset(each.one_of))
            for each in loaded.characteristics
        ),
        mandatory=tuple(loaded.mandatory),
        indicators=tuple((each.code.value, each.printed) for each in loaded.indicators),
    )


def _name(named: entries.Named) -> Bilingual:
    return Bilingual(named.name.en, named.name.cy)


def _category(loaded: measures.Category) -> Category:
    parts = tuple(Part(each.code, _name(each), _kinds(each.kinds), each.counts_from) for each in loaded.parts)
    return Category(
        code=loaded.code,
        name=_name(loaded),
        by_lot=loaded.by_lot or loaded.name.en,
        progress=loaded.progress or loaded.name.en,
        basis=_basis(loaded),
        kinds=_kinds(loaded.kinds or ()).union(*(part.kinds for part in parts)),
        parts=parts,
        first_part_wins=loaded.first_part_wins,
        conditions=tuple(
            Condition(each.rule, each.field, frozenset(each.one_of), each.finding)
            for each in loaded.conditions
        ),
        must_have_left=loaded.must_have_left,
        rests_on=loaded.rests_on,
        evidence=None if loaded.evidence is None else loaded.evidence.value,
        not_if_led_to=loaded.not_if_led_to,
    )


def _kinds(kinds: Iterable[AchievementKind]) -> frozenset[str]:
    return frozenset(each.value for each in kinds)


def _basis(loaded: measures.Category) -> Window | StatusAfterExit:
    window, status = loaded.window, loaded.status_after_exit
    if window is not None:
        return Window(window.rule, window.opens, window.closes_days_after_exit)
    if status is None:
        raise AssertionError(f"category {loaded.code} has neither window nor status")
    return StatusAfterExit(
        rule=status.rule,
        status=status.status.value,
        months_after_exit=status.months_after_exit,
        days_before=status.days_before,
        days_after=status.days_after,
    )


def _amounts(programme: model.Programme, asked: measures.Amount) -> Iterator[Amount]:
    """One for the whole programme or for an operation, or one for each lot of an operation."""
    area, strand = asked.esf_area, asked.strand
    if area is None or strand is None:
        if asked.number is not None:
            yield Amount(asked.measure, None, asked.number)
    elif asked.number is not None:
        lots = [each.lots for each in programme.operations if (each.esf_area, each.strand) == (area, strand)]
        cells = frozenset(Cell(area, strand, lot) for some in lots for lot in some)
        yield Amount(asked.measure, cells, asked.number)
    else:
        for lot, number in (asked.lots or {}).items():
            yield Amount(asked.measure, frozenset({Cell(area, strand, lot)}), number)
